/* Live totals of a budget: inputs with data-sum="costs" add up into every element with data-total="costs";
   data-difference="costs finance" shows the first minus the second. The server computes them again, and reads an
   amount by the same patterns (core/money.py): what it asks back counts for nothing here. */
(() => {
  const english = document.documentElement.lang === "en";
  const [group, mark] = english ? [",", "\\."] : ["\\.", ","];
  const euros = `[1-9]\\d{0,2}(?:${group}\\d{3})+|[1-9]\\d{0,2}(?: \\d{3})+|\\d*`;
  const amount = new RegExp(`^(?=[.,]?\\d)(?:${euros})(?:${mark}\\d{0,2}|[.,](?:--?|–)?)?$`);
  const cents = (text) => {
    const typed = text.replace(/\s/g, " ").trim().replace(/^(€|EUR\b)|(€|\bEUR)$/gi, "").trim();
    if (!amount.test(typed)) return 0;
    const plain = typed.replace(/[.,]?(--?|–)$/, "").replaceAll(english ? /[, ]/g : /[. ]/g, "");
    return Math.round(Number(plain.replace(",", ".")) * 100);
  };
  const written = new Intl.NumberFormat(english ? "en-GB" : "nl-NL", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
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
