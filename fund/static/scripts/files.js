/* Say it before sending when a file is bigger than data-max-bytes; the server says it again. */
(() => {
  for (const input of document.querySelectorAll("input[type=file][data-max-bytes]")) {
    const line = input.parentElement.querySelector("[data-too-big]");
    input.addEventListener("change", () => {
      const tooBig = [...input.files].some((file) => file.size > Number(input.dataset.maxBytes));
      if (tooBig) input.value = "";
      if (!line) return;
      line.hidden = !tooBig;
      line.textContent = tooBig ? line.dataset.tooBig : "";
    });
  }
})();
