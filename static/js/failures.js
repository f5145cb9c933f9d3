// Says so when a part of the page could not be fetched; htmx itself would stay silent.
(() => {
  const notice = () => document.getElementById("fetch-failed");

  const show = () => {
    if (notice()) notice().hidden = false;
  };

  document.addEventListener("htmx:sendError", show);
  document.addEventListener("htmx:timeout", show);
  document.addEventListener("htmx:responseError", show);
  document.addEventListener("htmx:afterOnLoad", () => {
    if (notice()) notice().hidden = true;
  });
})();
