/* Keep what is typed: two seconds after the last change the same form goes to its data-autosave address.
   The answer is JSON: { "saved": "10.42", "values": { "revision": "3" } }, values for fields nobody sees; with
   "problem": "…" when not everything was kept, and { "problem": "…" } alone when nothing was. Without "saved" the clock
   of the browser is shown. One at a time: sending the form waits for the answer. Files wait for the button. */
(() => {
  const pause = 2000;
  const patience = 15000;
  const say = (line, text, bad) => {
    line.textContent = text;
    line.classList.toggle("vk-bad", bad);
  };
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
        signal: AbortSignal.timeout(patience),
      });
      const kind = answer.headers.get("Content-Type") ?? "";
      const said = kind.includes("json") ? await answer.json() : {};
      if (!answer.ok) throw new Error(said.problem ?? "");
      for (const [name, value] of Object.entries(said.values ?? {})) form.elements[name].value = value;
      const clock = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      if (said.problem) form.dataset.changed = "";
      say(line, said.problem ?? line.dataset.saved.replace("{time}", said.saved ?? clock), Boolean(said.problem));
    } catch (problem) {
      form.dataset.changed = "";
      const ours = !(problem instanceof TypeError || problem instanceof DOMException);
      say(line, (ours && problem.message) || line.dataset.failed, true);
    }
  };
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const line = form.querySelector("[data-saved]");
    let waiting;
    let keeping;
    let sending = false;
    const next = async () => {
      await keeping;
      if (!sending) await keep(form, line);
    };
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        const mine = next().finally(() => {
          if (keeping === mine) keeping = undefined;
        });
        keeping = mine;
      }, pause);
    });
    form.addEventListener("submit", async (event) => {
      clearTimeout(waiting);
      if (!keeping) return;
      event.preventDefault();
      if (sending) return;
      sending = true;
      await keeping;
      sending = false;
      keeping = undefined;
      form.requestSubmit(event.submitter);
    });
  }
})();
