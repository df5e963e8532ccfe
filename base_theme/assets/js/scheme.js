// Runs before the first paint: the colours that the visitor chose, and word that there is a script.
(() => {
  const root = document.documentElement;
  root.dataset.script = "";
  try {
    const scheme = localStorage.getItem("scheme");
    if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
  } catch {
    // Storage may be closed to us; then the system decides.
  }
})();
