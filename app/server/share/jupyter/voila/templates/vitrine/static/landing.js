/* The theme button of the landing page; it keeps the choice where every page looks for it. */
"use strict";

(function () {
  const root = document.documentElement;
  const button = document.getElementById("vitrine-theme");

  function label() { button.textContent = root.dataset.theme === "light" ? "Dark theme" : "Light theme"; }

  button.addEventListener("click", function () {
    root.dataset.theme = root.dataset.theme === "light" ? "dark" : "light";
    try { localStorage.setItem("vitrine-theme", root.dataset.theme); } catch (refused) { /* for this visit only */ }
    label();
  });
  label();
})();
