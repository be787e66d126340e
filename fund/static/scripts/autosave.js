/* Keep what is typed: two seconds after the last change the same form goes to its data-autosave address.
   The answer is JSON: { "saved": "10.42", "values": { "revision": "3" } }, values for fields nobody sees, or
   { "problem": "…" }. Without it the clock of the browser is shown. Files wait for the button. */
(() => {
  const pause = 2000;
  const keep = async (form, line) => {
    const typed = new FormData(form);
    for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
    delete form.dataset.changed;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: typed,
        headers: { Accept: "application/json" },
        redirect: "error",
      });
      const kind = answer.headers.get("Content-Type") ?? "";
      const said = kind.includes("json") ? await answer.json() : {};
      if (!answer.ok) throw new Error(said.problem ?? "");
      for (const [name, value] of Object.entries(said.values ?? {})) form.elements[name].value = value;
      const clock = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      line.textContent = line.dataset.saved.replace("{time}", said.saved ?? clock);
      line.classList.remove("vk-bad");
    } catch (problem) {
      form.dataset.changed = "";
      line.textContent = (problem instanceof TypeError ? "" : problem.message) || line.dataset.failed;
      line.classList.add("vk-bad");
    }
  };
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const line = form.querySelector("[data-saved]");
    let waiting;
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => keep(form, line), pause);
    });
    form.addEventListener("submit", () => clearTimeout(waiting));
  }
})();
