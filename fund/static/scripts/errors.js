/* After a form came back with errors: go to the list of them, so that it is read first. */
(() => {
  document.querySelector(".vk-errors")?.focus();
})();
