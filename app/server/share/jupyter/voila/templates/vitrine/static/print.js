/* On paper the page stands as it does on the screen, as small as it has to be, in light colours (see print.css). */
"use strict";

(function () {
  const PAPER = 710; // px that a sheet of A4 or Letter has between its margins
  let before = null;

  window.addEventListener("beforeprint", function () {
    const main = document.querySelector(".vt-main");
    if (!main) return;
    const { style, dataset } = document.documentElement, width = main.getBoundingClientRect().width;
    style.setProperty("--vt-print-width", `${width}px`);
    style.setProperty("--vt-print-zoom", Math.min(1, PAPER / width));
    before = [dataset.theme, document.body.dataset.jpThemeLight];
    [dataset.theme, document.body.dataset.jpThemeLight] = ["light", "true"];
  });
  window.addEventListener("afterprint", function () {
    if (!before) return;
    [document.documentElement.dataset.theme, document.body.dataset.jpThemeLight] = before;
    before = null;
  });
})();
