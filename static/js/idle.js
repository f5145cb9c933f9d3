// Warns two minutes before an idle person is signed out, and offers to stay signed in.
(() => {
  const notice = document.getElementById("idle-notice");
  if (!notice) return;
  const MINUTE = 60_000;
  const limit = Number(notice.dataset.minutes) * MINUTE;
  const warnedBefore = Math.min(2 * MINUTE, limit / 2);
  const words = notice.querySelector("[data-idle-words]");

  // The last request of any tab counts: they share one session.
  const note = () => {
    try {
      localStorage.setItem("last-request", String(Date.now()));
    } catch {
      // only this tab counts then
    }
    lastHere = Date.now();
  };
  const last = () => {
    try {
      return Math.max(lastHere, Number(localStorage.getItem("last-request")));
    } catch {
      return lastHere;
    }
  };
  let lastHere = 0;
  note();

  const look = () => {
    const left = last() + limit - Date.now();
    notice.hidden = left > warnedBefore;
    if (notice.hidden) return;
    words.textContent =
      left > 0
        ? "You will be signed out soon, because nothing has happened here for a while."
        : "You have been signed out, because nothing happened here for a while.";
    notice.querySelector("[data-idle-stay]").hidden = left <= 0;
    notice.querySelector("[data-idle-return]").hidden = left > 0;
  };

  notice.querySelector("[data-idle-stay]").addEventListener("click", async () => {
    const answer = await fetch(notice.dataset.url, { redirect: "manual" });
    if (answer.ok) note();
    look();
  });
  document.addEventListener("htmx:afterRequest", note);
  setInterval(look, 15_000);
})();
