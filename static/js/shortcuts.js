// "/" goes to the search field, Escape closes an open menu, and so does a click beside it.
(() => {
  const isTyping = (element) =>
    element.isContentEditable || element.matches("input, textarea, select");

  const openMenus = () => document.querySelectorAll("details.menu[open]");

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      for (const menu of openMenus()) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    }
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    const search = document.getElementById("global-search");
    if (!search || isTyping(event.target)) return;
    event.preventDefault();
    search.focus();
    search.select();
  });

  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
})();
