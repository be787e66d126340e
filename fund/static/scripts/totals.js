/* Live totals of a budget: inputs with data-sum="costs" add up into every element with data-total="costs";
   data-difference="costs finance" shows the first minus the second. The server computes them again. */
(() => {
  const cents = (text) => {
    const typed = text.replace(/€|EUR|[\s\u00a0]/gi, "").replace(/[.,](--?|\u2013)?$/, "");
    const dutch = /^\d{1,3}(\.\d{3})*(,\d{1,2})?$|^\d+(,\d{1,2})?$/;
    const english = /^\d{1,3}(,\d{3})*(\.\d{1,2})?$|^\d+(\.\d{1,2})?$/;
    if (dutch.test(typed)) return Math.round(Number(typed.replaceAll(".", "").replace(",", ".")) * 100);
    if (english.test(typed)) return Math.round(Number(typed.replaceAll(",", "")) * 100);
    return 0;
  };
  const language = document.documentElement.lang === "en" ? "en-GB" : "nl-NL";
  const written = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const show = (element, amount) => {
    element.textContent = written.format(amount / 100).replace("-", "−");
  };
  const add = (form) => {
    const sums = {};
    for (const input of form.querySelectorAll("[data-sum]")) {
      sums[input.dataset.sum] = (sums[input.dataset.sum] ?? 0) + cents(input.value);
    }
    for (const total of form.querySelectorAll("[data-total]")) show(total, sums[total.dataset.total] ?? 0);
    for (const gap of form.querySelectorAll("[data-difference]")) {
      const [left, right] = gap.dataset.difference.split(" ");
      show(gap, (sums[left] ?? 0) - (sums[right] ?? 0));
    }
  };
  for (const form of document.querySelectorAll("form:has([data-sum])")) {
    add(form);
    form.addEventListener("input", (event) => {
      if (event.target.matches("[data-sum]")) add(form);
    });
  }
})();
