// Names the fields of the admin site that offer choices while one types; the package
// that draws them leaves them without a name for screen readers.
"use strict";

function nameChoices() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = document.querySelector(`label[for="${select.id}"]`);
    const box = select.nextElementSibling;
    if (!label || !box) {
      continue;
    }
    const words = label.textContent.trim().replace(/:$/, "");
    for (const part of box.querySelectorAll("[role=combobox], [role=textbox]")) {
      part.setAttribute("aria-label", words);
    }
  }
}

// jQuery runs what waits for the page in the order it was told, and draws them so.
window.django?.jQuery?.(nameChoices);
