// Applies the remembered theme before the first paint. Without a choice, and without
// this file, the media query of the dark style sheet decides.
(() => {
  const sheet = document.getElementById("dark-theme");
  const system = matchMedia("(prefers-color-scheme: dark)");

  const remembered = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // storage is switched off
    }
  };
  let choice = remembered();

  // The admin pages keep their choice under the same name, with "auto" as a third one.
  const isChosen = () => choice === "dark" || choice === "light";
  const isDark = () => (isChosen() ? choice === "dark" : system.matches);

  const apply = () => {
    document.documentElement.dataset.bsTheme = isDark() ? "dark" : "light";
    sheet.media = isDark() ? "screen" : "not all";
    for (const button of document.querySelectorAll("[data-theme-toggle]")) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(isDark()));
    }
  };

  apply();
  system.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", apply);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    choice = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("theme", choice);
    } catch {
      // it lasts for this page then
    }
    apply();
  });
})();
