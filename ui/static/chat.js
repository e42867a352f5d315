// The chat page beyond Gradio: the source panel, copying, and Enter while an input method composes.
// Every visible word comes from the page; this file holds none.
"use strict";
(() => {
  document.documentElement.lang = "zh-CN";
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
    aside.querySelector(".gb-page").href = link.href;
    aside.querySelector("h2").focus({ preventScroll: true });
    uncover(link, aside);
    try {
      const address = new URL(link.href);
      const part = new URL(address.pathname + "/part" + address.search, address.origin);
      part.searchParams.set("clause", link.dataset.clause);
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
    if (event.target.closest("[data-ask]")) document.querySelector("#gb-question textarea")?.focus({ preventScroll: true });
  });

  // Enter that ends a composition belongs to the input method (keyCode 229 is Safari's sign of it).
  for (const type of ["keydown", "keypress"]) {
    document.addEventListener(type, (event) => {
      if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopPropagation();
    }, true);
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });

  // A new question comes into view once, when its turn appears; growing text does not scroll the page.
  let asked = "";
  new MutationObserver(() => {
    const turn = document.querySelector("#gb-live .gb-turn");
    const count = document.querySelectorAll("#gb-past .gb-turn").length;
    const now = turn ? `${count}:${turn.querySelector(".gb-asked")?.textContent}` : "";
    if (now === asked) return;
    asked = now;
    turn?.scrollIntoView({ block: "start" });
  }).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
})();
