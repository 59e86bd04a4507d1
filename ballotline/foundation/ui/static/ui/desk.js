// Single keys of the desk, only outside of fields; every one has a button or link too. /desk/keys/ lists them.
(() => {
  const OFF = "ballotline-keys-off";
  let waitsForPlace = false;
  const lines = () => [...document.querySelectorAll("[data-keys] > li > a, table.things tbody input[type=checkbox]")];
  const step = (by) => {
    const all = lines();
    const at = all.includes(document.activeElement) ? all.indexOf(document.activeElement) : all.findIndex((line) => line.ariaCurrent === "true");
    const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
    if (next) next.focus();
  };
  const press = (selector) => { const found = document.querySelector(selector); if (found) found.click(); return Boolean(found); };
  const reach = (selector) => { const found = document.querySelector(selector); if (found) found.matches("textarea, select, input") ? found.focus() : found.click(); };
  const keys = {
    "/": () => { const box = document.querySelector("#search, #q"); if (box && box.offsetParent) box.focus(); else location = "/desk/search/"; },
    j: () => step(1), k: () => step(-1), n: () => press("[data-key=n]"), a: () => reach("[data-key=a]"), o: () => reach("[data-key=o]"), e: () => press("[data-key=e]"),
    u: () => press("[data-key=u]"), z: () => press("[data-key=u]"),
    x: () => {
      const here = document.activeElement;
      const box = here.type === "checkbox" ? here : here.closest("li")?.querySelector(".pick input");
      if (box) box.click();
    },
    "?": () => { location = "/desk/keys/"; }, Escape: () => history.back(),
  };
  document.addEventListener("keydown", (event) => {
    const inField = event.target.matches("textarea, select, input:not([type=checkbox])");
    if (inField || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(OFF)) return;
    const place = waitsForPlace && /^[a-z]$/.test(event.key) && document.querySelector(`.places [data-go=${event.key}]`);
    if (place) { location = place.href; return; }
    waitsForPlace = event.key === "g";
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });
  const ticked = () => {
    for (const place of document.querySelectorAll("[data-ticked]")) {
      const n = place.closest("form").querySelectorAll(".pick :checked").length;
      place.textContent = n ? `${n} ${place.dataset.ticked}` : "";
    }
  };
  document.addEventListener("change", ticked);
  // the detail pane was replaced beside the list: mark its line, and let a reader begin at its heading
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "detail") return;
    for (const line of document.querySelectorAll(".list [data-keys] a")) {
      if (line.pathname === location.pathname) line.setAttribute("aria-current", "true"); else line.removeAttribute("aria-current");
    }
    const heading = event.target.querySelector("h1");
    if (heading) heading.focus({ preventScroll: true });
    document.querySelectorAll(".said").forEach((line) => line.remove());
  });
  const toggle = document.getElementById("keys-switch");
  if (toggle) {
    const show = () => { toggle.textContent = localStorage.getItem(OFF) ? toggle.dataset.on : toggle.dataset.off; };
    toggle.hidden = false; show();
    toggle.addEventListener("click", () => { if (localStorage.getItem(OFF)) localStorage.removeItem(OFF); else localStorage.setItem(OFF, "1"); show(); });
  }
})();
