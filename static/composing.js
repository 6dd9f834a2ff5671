/*
 * The page on which a paper is composed: the preview follows what is typed, and blocks move by buttons.
 * Without this script the preview opens beside and blocks are ordered by their numbers.
 */
"use strict";

const preview = document.getElementById("preview");
const form = document.getElementById("paper_form");

if (preview && form && form.querySelector("[name=_save]")) {
  const paper = document.getElementById("preview-paper");
  const state = document.getElementById("preview-state");
  let waiting = 0;
  let asked = 0;

  async function show() {
    const mine = ++asked;
    state.textContent = "Náhled se obnovuje…";
    try {
      const answer = await fetch(preview.dataset.url, { method: "POST", body: new FormData(form) });
      const html = answer.ok ? await answer.text() : "";
      if (mine !== asked) return; // something was typed meanwhile
      if (html) paper.innerHTML = html;
      state.textContent = html ? "Náhled ukazuje, co je ve formuláři; uložit ho musíte sami." : "Náhled se nepodařilo obnovit.";
    } catch {
      state.textContent = "Náhled se nepodařilo obnovit. Zkontrolujte spojení.";
    }
  }

  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(show, 500);
  }

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  document.addEventListener("formset:added", soon);
  document.addEventListener("formset:removed", soon);

  const group = document.getElementById("blocks-group");
  const blocks = () => [...group.querySelectorAll(".inline-related:not(.empty-form)")];

  function move(block, by) {
    const all = blocks();
    const other = all[all.indexOf(block) + by];
    if (!other) return;
    if (by < 0) other.before(block);
    else other.after(block);
    blocks().forEach((moved, place) => {
      moved.querySelector("input.position").value = place + 1;
    });
    soon();
  }

  function addButtons(block) {
    const heading = block.querySelector("h3, h4");
    if (!heading || heading.querySelector(".move")) return;
    for (const [text, by, label] of [["↑", -1, "Posunout výš"], ["↓", 1, "Posunout níž"]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "move";
      button.textContent = text;
      button.setAttribute("aria-label", label);
      button.addEventListener("click", () => {
        move(block, by);
        button.focus();
      });
      heading.append(button);
    }
  }

  if (group) {
    blocks().forEach(addButtons);
    document.addEventListener("formset:added", (event) => {
      if (!group.contains(event.target)) return;
      event.target.querySelector("input.position").value = blocks().length;
      addButtons(event.target);
    });
  }
  show();
}
