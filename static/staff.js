/*
 * What Django's own widgets leave out for people who listen to a page: names.
 * Everything here adds words; without it every page still works.
 */
"use strict";

/* A field looked up by typing is drawn by a script, which does not give it the name of its label. */
function nameLookups() {
  for (const box of document.querySelectorAll("select.admin-autocomplete + .select2 .select2-selection:not([aria-label])")) {
    const select = box.closest(".select2").previousElementSibling;
    const label = select.labels[0]?.textContent ?? select.getAttribute("aria-label") ?? "";
    box.setAttribute("aria-label", label.replace(/:\s*$/, "").trim());
    box.removeAttribute("aria-labelledby");
    const chosen = box.querySelector(".select2-selection__rendered");
    chosen.removeAttribute("role"); // it is no field of its own, only what the field holds
    chosen.removeAttribute("aria-readonly");
    box.setAttribute("aria-describedby", chosen.id);
  }
  for (const field of document.querySelectorAll(".select2-search__field:not([aria-label])")) {
    field.setAttribute("aria-label", "Hledat");
  }
  for (const list of document.querySelectorAll(".select2-results__options:not([aria-label])")) {
    list.setAttribute("aria-label", "Nalezené záznamy");
  }
}

new MutationObserver(nameLookups).observe(document.documentElement, { childList: true, subtree: true });
nameLookups();

/* Whoever asked for a new row is going to write into it. */
document.addEventListener("formset:added", (event) => {
  event.target.querySelector("select, input:not([type=hidden]), textarea")?.focus();
});
