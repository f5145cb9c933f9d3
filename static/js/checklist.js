// Sends each answer of a checklist as it is given, and keeps those that did not arrive
// in this browser until they do.
(() => {
  const form = document.querySelector("form[data-check-url]");
  if (!form) return;
  const AGAIN = 15_000;
  const prefix = `check:${form.dataset.checkStore}`;
  const items = [...form.querySelectorAll("[data-check-key]")];
  const sending = new Map();
  const photos = new Set();

  const controls = (item) => [...item.querySelectorAll("[name]")];
  const nameIn = (item) => prefix + item.dataset.checkKey;

  // --- What did not arrive yet ---

  const entered = (item) =>
    controls(item)
      .filter((each) => each.type !== "file")
      .map((each) => [each.id, /radio|checkbox/.test(each.type) ? each.checked : each.value]);

  const remember = (item) => {
    try {
      localStorage.setItem(nameIn(item), JSON.stringify(entered(item)));
    } catch {
      // Private windows keep nothing; the page itself still does.
    }
    unsent.add(item);
  };

  const forget = (item) => {
    try {
      localStorage.removeItem(nameIn(item));
    } catch {
      // as above
    }
    unsent.delete(item);
  };

  const recall = (item) => {
    try {
      const known = JSON.parse(localStorage.getItem(nameIn(item)) || "null");
      if (!known) return false;
      for (const [id, value] of known) {
        const control = document.getElementById(id);
        if (!control || !item.contains(control)) continue;
        if (typeof value === "boolean") control.checked = value;
        else control.value = value;
      }
      return true;
    } catch {
      return false;
    }
  };

  const unsent = new Set();

  const show = () => {
    for (const item of items) {
      item.querySelector(".check-unsent").hidden = !(unsent.has(item) && item.dataset.checkLate);
    }
    const late = items.filter((item) => unsent.has(item) && item.dataset.checkLate).length;
    const count = document.getElementById("check-unsent");
    if (!count) return;
    count.hidden = late === 0;
    count.textContent = `${late} not sent yet`;
  };

  // --- Sending ---

  const replaceParts = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const part of page.body.querySelectorAll("[id^='state-'], #check-progress")) {
      const open = document.querySelector(`#${CSS.escape(part.id)} details[open]`);
      if (open) part.querySelector("details")?.setAttribute("open", "");
      document.getElementById(part.id)?.replaceWith(document.adoptNode(part));
    }
  };

  const bodyOf = (item) => {
    const body = new FormData();
    for (const each of controls(item)) {
      if (each.type === "file") {
        if (photos.has(item) && each.files[0]) body.append(each.name, each.files[0]);
      } else if (!/radio|checkbox/.test(each.type) || each.checked) {
        body.append(each.name, each.value);
      }
    }
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    return body;
  };

  const post = async (item) => {
    const body = bodyOf(item);
    const url = `${form.dataset.checkUrl}${item.dataset.checkKey}/`;
    // A redirect leads to the sign-in: then nothing was kept.
    const answer = await fetch(url, { method: "POST", body, redirect: "manual" });
    const html = answer.type === "opaqueredirect" ? "" : await answer.text();
    // Whatever else answers, such as the page of a hotspot, has kept nothing.
    if (!html.includes('id="state-')) throw new Error("not kept");
    return html;
  };

  // One request for an item at a time; what changed meanwhile is sent afterwards.
  const send = async (item) => {
    if (sending.has(item)) {
      sending.set(item, true);
      return;
    }
    sending.set(item, false);
    const before = JSON.stringify(entered(item));
    try {
      const html = await post(item);
      photos.delete(item);
      if (before === JSON.stringify(entered(item))) forget(item);
      delete item.dataset.checkLate;
      replaceParts(html);
      document.dispatchEvent(new CustomEvent("htmx:afterRequest"));
    } catch {
      item.dataset.checkLate = "1";
    }
    const again = sending.get(item);
    sending.delete(item);
    if (again) send(item);
    show();
  };

  const sendLate = () => {
    for (const item of [...unsent]) {
      if (item.dataset.checkLate && !item.contains(document.activeElement)) send(item);
    }
  };

  // --- What the person does ---

  form.addEventListener("input", (event) => {
    const item = event.target.closest("[data-check-key]");
    if (item) remember(item);
  });
  form.addEventListener("change", (event) => {
    const item = event.target.closest("[data-check-key]");
    if (!item) return;
    if (event.target.type === "file") photos.add(item);
    remember(item);
    send(item);
  });
  // Enter goes to the next value instead of leaving the page.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input[inputmode]")) return;
    event.preventDefault();
    const values = [...form.querySelectorAll("input[inputmode]")].filter(
      (each) => each === event.target || each.offsetParent,
    );
    const next = values[values.indexOf(event.target) + 1];
    if (next) next.focus();
    else event.target.blur();
  });
  // The whole form brings everything along.
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      for (const item of unsent) item.dataset.checkLate = "1";
      show();
      return;
    }
    for (const each of form.querySelectorAll("input[type=file]")) {
      const item = each.closest("[data-check-key]");
      if (item && !photos.has(item)) each.disabled = true;
    }
  });

  window.addEventListener("online", sendLate);
  setInterval(sendLate, AGAIN);
  for (const item of items) {
    if (!recall(item)) continue;
    unsent.add(item);
    item.dataset.checkLate = "1";
  }
  show();
  sendLate();
})();
