// Every page: the source panel, copying, large type, sorting tables, forms that calculate at once.
// Every visible word comes from the page; this file holds none.
"use strict";
(() => {
  document.documentElement.lang = "zh-CN";
  document.documentElement.classList.add("js");
  const root = document.body?.dataset.root ?? "";
  let opener = null; // the link that opened the panel, for returning the focus
  let request = 0; // only the latest opening may fill the panel
  let steps = []; // clauses of the shown document, in order
  let at = -1;

  const panel = () => document.getElementById("gb-panel");
  const body = () => panel().querySelector(".gb-panel-body");
  const button = (name) => panel().querySelector(`[data-do="${name}"]`);

  function show(aside) {
    // Gradio keeps the place where the panel was made; the panel itself belongs to the page.
    if (aside.parentElement !== document.body) document.body.append(aside);
    aside.hidden = false;
    document.body.classList.add("gb-open");
  }

  async function open(link) {
    const aside = panel();
    if (!aside) return;
    const mine = ++request;
    opener = link;
    show(aside);
    mark(link);
    body().textContent = aside.dataset.loading;
    aside.querySelector(".gb-page-link").href = link.href;
    aside.querySelector("h2").focus({ preventScroll: true });
    uncover(link, aside);
    try {
      const address = new URL(link.href);
      const part = new URL(address.pathname + "/part" + address.search, address.origin);
      part.searchParams.set("clause", link.dataset.clause);
      part.searchParams.set("root", root);
      const answer = await fetch(part);
      const html = await answer.text();
      if (mine !== request) return;
      if (!answer.ok) throw new Error(String(answer.status));
      body().innerHTML = html; // rendered and escaped by our own server
      arrive(link.dataset.clause);
    } catch (error) {
      if (mine === request) body().textContent = aside.dataset.failed;
    }
  }

  // On a phone the panel lies over the lower part of the page; the chip just pressed stays visible.
  function uncover(link, aside) {
    const hidden = link.getBoundingClientRect().bottom + 16 - aside.getBoundingClientRect().top;
    if (aside.getBoundingClientRect().top > 0 && hidden > 0) window.scrollBy(0, hidden);
    else link.scrollIntoView({ block: "nearest" });
  }

  function arrive(clause) {
    steps = [...body().querySelectorAll("[data-step]")];
    const marked = body().querySelector("mark");
    const home = marked?.closest("[data-step]") ?? steps.find((s) => s.dataset.step === clause);
    const inside = body().querySelector(`[id="${CSS.escape(clause)}"]`)?.querySelector("[data-step]");
    at = steps.indexOf(home ?? inside);
    settle(marked ?? steps[at]);
  }

  function step(by) {
    const next = at + by;
    if (next < 0 || next >= steps.length) return;
    steps[at]?.classList.remove("here");
    at = next;
    steps[at].classList.add("here");
    settle(steps[at]);
  }

  function settle(target) {
    const here = steps[at];
    panel().querySelector("h2").textContent = here?.dataset.path || panel().getAttribute("aria-label");
    button("previous").disabled = at <= 0;
    button("next").disabled = at < 0 || at >= steps.length - 1;
    button("copy").disabled = !here;
    if (!target) return;
    const box = body();
    const top = target.getBoundingClientRect().top - box.getBoundingClientRect().top;
    box.scrollTop += top - box.clientHeight * 0.28;
  }

  function close() {
    const aside = panel();
    if (!aside || aside.hidden) return;
    request += 1;
    aside.hidden = true;
    document.body.classList.remove("gb-open");
    mark(null);
    if (opener?.isConnected) opener.focus();
    else document.querySelector("#gb-question textarea")?.focus();
  }

  function mark(link) {
    for (const other of document.querySelectorAll(".gb-chip.on, .gb-source.on")) other.classList.remove("on");
    link?.classList.add("on");
  }

  async function copy(words, said) {
    try {
      await navigator.clipboard.writeText(words);
    } catch {
      const area = document.createElement("textarea");
      area.value = words;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    const before = said.textContent;
    said.textContent = panel().dataset.copied;
    setTimeout(() => { said.textContent = said.matches(".gb-said") ? "" : before; }, 1600);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-doc]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      open(link);
      return;
    }
    const copied = event.target.closest("[data-copy]");
    if (copied && !copied.disabled) {
      copy(copied.dataset.copy, copied);
      return;
    }
    const action = event.target.closest("#gb-panel [data-do]")?.dataset.do;
    if (action === "close") close();
    else if (action === "previous") step(-1);
    else if (action === "next") step(1);
    else if (action === "copy") copy(steps[at].dataset.cite, panel().querySelector(".gb-said"));
    const head = event.target.closest("table[data-sort] thead button")?.closest("th");
    if (head) sort(head);
    const done = event.target.closest('[data-do="large"], [data-do="once"]');
    if (done?.dataset.do === "large") { keep("gongbao.large", large() ? "" : "1"); enlarge(); }
    if (done?.dataset.do === "once") { keep("gongbao.seen", "1"); done.closest("[data-once]").hidden = true; }
    if (event.target.closest("[data-ask]")) document.querySelector("#gb-question textarea")?.focus({ preventScroll: true });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });

  // Choices of this browser; a browser that keeps nothing still works.
  function kept(name) { try { return localStorage.getItem(name) ?? ""; } catch { return ""; } }
  function keep(name, value) { try { localStorage.setItem(name, value); } catch {} }
  const large = () => kept("gongbao.large") === "1";
  function enlarge() {
    document.documentElement.classList.toggle("gb-large", large());
    for (const button of document.querySelectorAll('[data-do="large"]')) button.setAttribute("aria-pressed", String(large()));
    for (const note of document.querySelectorAll("[data-once]")) note.hidden = kept("gongbao.seen") === "1";
  }
  enlarge();
  window.addEventListener("load", enlarge);
  window.gongbaoPage = { enlarge };

  function sort(head) {
    const table = head.closest("table"), at = [...head.parentElement.children].indexOf(head);
    const down = head.getAttribute("aria-sort") === "ascending";
    const order = new Intl.Collator("zh-CN", { numeric: true });
    const rows = [...table.tBodies[0].rows];
    rows.sort((a, b) => order.compare(a.cells[at].textContent, b.cells[at].textContent) * (down ? -1 : 1));
    for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    table.tBodies[0].append(...rows);
  }

  // A form that calculates: its result is fetched while the facts change; only the latest may show.
  const latest = new WeakMap();
  function calculate(form) {
    const last = latest.get(form) ?? {};
    clearTimeout(last.timer);
    const mine = { timer: setTimeout(() => result(form, mine), 250) };
    latest.set(form, mine);
  }
  async function result(form, mine) {
    const place = form.closest("section, div").parentElement.querySelector("[data-result]") ?? form.parentElement.querySelector("[data-result]");
    const facts = new URLSearchParams([...new FormData(form)].filter(([, value]) => String(value).trim()));
    place.classList.add("busy");
    try {
      const answer = await fetch(`${form.dataset.calc}?${facts}`, { headers: { "X-Part": root || "./" } });
      const html = await answer.text();
      if (latest.get(form) !== mine) return;
      place.innerHTML = html; // rendered and escaped by our own server
      if (form.hasAttribute("data-live")) history.replaceState(null, "", `${location.pathname}?${facts}`);
    } catch {
      place.textContent = panel()?.dataset.failed ?? "";
    } finally {
      place.classList.remove("busy");
    }
  }
  for (const type of ["input", "change"]) {
    document.addEventListener(type, (event) => {
      const form = event.target.closest?.("form[data-calc]");
      if (form) calculate(form);
    });
  }
  // Facts given before this script ran (a slow line, values the browser restored) count, too; those of the address
  // are calculated by the server already.
  for (const form of document.querySelectorAll("form[data-calc][data-live]")) {
    if (!location.search && [...new FormData(form)].some(([, value]) => String(value).trim())) calculate(form);
  }
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-calc]")) { event.preventDefault(); calculate(event.target); }
  });
})();
