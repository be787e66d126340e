/* Ask before leaving a form marked data-guard whose changes are not kept. Sending it, or autosave, clears the mark.
   Another language is chosen with the button of the form that keeps what was typed, where the form has one. */
(() => {
  const other = document.getElementById("other-language");
  for (const link of document.querySelectorAll('a[href="#other-language"]')) {
    link.addEventListener("click", (event) => {
      if (!other) return;
      event.preventDefault();
      other.click();
    });
  }
  const guarded = [...document.querySelectorAll("form[data-guard]")];
  for (const form of guarded) {
    form.addEventListener("input", () => {
      form.dataset.changed = "";
    });
    form.addEventListener("submit", () => {
      delete form.dataset.changed;
    });
  }
  addEventListener("beforeunload", (event) => {
    if (guarded.some((form) => "changed" in form.dataset)) event.preventDefault();
  });
})();
