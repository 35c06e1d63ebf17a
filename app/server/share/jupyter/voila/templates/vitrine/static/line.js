/* Waits in line for a seat: asks now and then, which keeps the place, and opens the page once a seat is free. */
"use strict";

(function () {
  const PAUSE = 3000;
  const told = document.getElementById("vitrine-line");

  function tell(words) {
    if (told.textContent !== words) told.textContent = words;
  }

  async function ask() {
    try {
      const answer = await fetch(`${told.dataset.base}seats`, { cache: "no-store", credentials: "same-origin" });
      const { place, free } = await answer.json();
      if (free) {
        tell("A seat is free. The page opens.");
        location.reload();
        return;
      }
      tell(told.dataset.words.replace("{}", place));
    } catch (unreachable) {
      tell("The server does not answer. You keep your place for a few seconds.");
    }
    setTimeout(ask, PAUSE);
  }

  // Without a cookie nobody can be told from anybody else, and there is no place to keep.
  if (navigator.cookieEnabled) setTimeout(ask, PAUSE);
  else tell("Your browser keeps no cookies, so it has no place in line. Try again in a minute.");
})();
