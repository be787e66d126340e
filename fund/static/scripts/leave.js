/* Ask before leaving a form marked data-guard whose changes are not kept. Sending it, or autosave, clears the mark. */
(() => {
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
