// In a form with data-selection: one box selects all rows, and the count is said.
(() => {
  const boxes = (form) => [...form.querySelectorAll("input[data-select-row]")];

  const update = (form) => {
    const all = boxes(form);
    const selected = all.filter((box) => box.checked).length;
    const everything = form.querySelector("input[data-select-all]");
    if (everything) {
      everything.checked = all.length > 0 && selected === all.length;
      everything.indeterminate = selected > 0 && selected < all.length;
    }
    for (const place of form.querySelectorAll("[data-selected-count]")) {
      place.textContent = `${selected} selected`;
    }
  };

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form || !form.matches("[data-selection]")) return;
    if (event.target.matches("[data-select-all]")) {
      for (const box of boxes(form)) box.checked = event.target.checked;
    }
    update(form);
  });

  const updateAll = () => {
    for (const form of document.querySelectorAll("form[data-selection]")) update(form);
  };
  document.addEventListener("DOMContentLoaded", updateAll);
  document.addEventListener("htmx:afterSwap", updateAll);
})();
