// Runs before the page is drawn, so that the chosen theme shows without a flash.
(() => {
  const asked = new URLSearchParams(location.search).get("theme");
  let kept = null;
  try { kept = localStorage.getItem("theme"); } catch { /* storage may be forbidden */ }
  const theme = asked ?? kept;
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
})();
