// The chat page beyond Gradio: Enter while an input method composes, feedback, files, deleting, scrolling.
// Every visible word comes from the page; this file holds none.
"use strict";
(() => {
  const KEY = "gongbao.conversations";
  function conversations() {
    try { return JSON.parse(localStorage.getItem(KEY)) || []; } catch { return []; }
  }

  // Enter that ends a composition belongs to the input method (keyCode 229 is Safari's sign of it).
  for (const type of ["keydown", "keypress"]) {
    document.addEventListener(type, (event) => {
      if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopPropagation();
    }, true);
  }

  // A new question comes into view once, when its turn appears; growing text does not scroll the page.
  let asked = "", welcomed = null;
  new MutationObserver(() => {
    const first = document.querySelector("[data-once]");
    if (first !== welcomed) { welcomed = first; window.gongbaoPage?.enlarge(); }
    const turn = document.querySelector("#gb-live .gb-turn");
    const count = document.querySelectorAll("#gb-past .gb-turn").length;
    const now = turn ? `${count}:${turn.querySelector(".gb-asked")?.textContent}` : "";
    if (now === asked) return;
    asked = now;
    turn?.scrollIntoView({ block: "start" });
  }).observe(document.documentElement, { childList: true, subtree: true, characterData: true });

  async function rate(turn, helpful, reason) {
    const body = { conversation: conversations()[0], answer: turn.dataset.answer, helpful, reason };
    const answer = await fetch("api/v1/feedback", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    for (const button of turn.querySelectorAll("[data-rate]")) {
      button.setAttribute("aria-pressed", String((button.dataset.rate === "1") === helpful));
    }
  }

  // The questions up to a turn, as a form whose answer is a file.
  function save(kind, turns) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = "export";
    const add = (name, value) => {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      form.append(field);
    };
    add("kind", kind);
    add("as_of", turns[turns.length - 1].dataset.day);
    add("conversation", conversations()[0] || "");
    for (const turn of turns.slice(-20)) {
      add("question", turn.dataset.question);
      add("answer", turn.dataset.answer);
    }
    document.body.append(form);
    form.submit();
    form.remove();
  }

  document.addEventListener("click", async (event) => {
    const turns = [...document.querySelectorAll(".gb-turn[data-question]")];
    const turn = event.target.closest(".gb-turn");
    const rated = event.target.closest("[data-rate]");
    if (rated) {
      const helpful = rated.dataset.rate === "1";
      await rate(turn, helpful, "");
      const why = turn.querySelector("[data-why]");
      why.hidden = helpful;
      if (!helpful) why.querySelector("input").focus();
    }
    const saved = event.target.closest("[data-save]");
    if (saved && turns.length) save(saved.dataset.save, turn ? turns.slice(0, turns.indexOf(turn) + 1) : turns);
    if (event.target.closest('[data-do="forget"]')) {
      const ids = conversations();
      const gone = await Promise.all(ids.map((id) => fetch(`api/v1/conversations/${id}`, { method: "DELETE" })));
      if (gone.every((answer) => answer.ok)) {
        localStorage.removeItem(KEY);
        document.getElementById("gb-new").click();
      }
    }
  });
  document.addEventListener("submit", async (event) => {
    if (!event.target.matches("[data-why]")) return;
    event.preventDefault();
    await rate(event.target.closest(".gb-turn"), false, event.target.elements.reason.value);
    event.target.hidden = true;
  });
})();
