// Keeps what is typed in a form marked data-draft, so that a lost line costs no words.
// Contacts never reach the device's storage, drafts die after a week, and signing out forgets them all: phones are shared.
"use strict";

(() => {
  const prefix = "draft:";
  const lifetime = 7 * 24 * 3600 * 1000; // a week: long enough for a broken line, short on a shared phone
  const pause = 400; // ms without a key before writing: half a second is not felt and spares a slow phone
  const unkept = ["hidden", "password", "file", "email", "tel", "submit", "button"];

  let store;
  try {
    store = localStorage;
  } catch {
    return; // the browser forbids storage: the form works as any other
  }

  const read = (key) => {
    try {
      return JSON.parse(store.getItem(key));
    } catch {
      return null;
    }
  };

  const forgetWhere = (isOver) => {
    for (const key of Object.keys(store)) if (key.startsWith(prefix) && isOver(read(key))) store.removeItem(key);
  };

  const kept = (form) => [...form.elements].filter((el) => el.name && !unkept.includes(el.type) && !el.closest("[data-private]"));
  const isChoice = (el) => el.type === "checkbox" || el.type === "radio";

  // Everything as [name, value] pairs, in page order: what the form would send, less what is never kept.
  const written = (form) =>
    kept(form).flatMap((el) => {
      if (isChoice(el)) return el.checked ? [[el.name, el.value]] : [];
      if (el.multiple) return [...el.selectedOptions].map((option) => [el.name, option.value]);
      return [[el.name, el.value]];
    });

  const put = (form, pairs) => {
    const values = new Map();
    for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
    for (const el of kept(form)) {
      const mine = values.get(el.name) ?? [];
      if (isChoice(el)) el.checked = mine.includes(el.value);
      else if (el.multiple) for (const option of el.options) option.selected = mine.includes(option.value);
      else if (mine.length) el.value = mine.shift();
    }
  };

  const tell = (form, text, action) => {
    form.querySelector(".kept")?.remove();
    const note = document.createElement("p");
    note.className = "notice kept";
    note.setAttribute("role", "status");
    note.append(text, " ");
    if (action) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plain";
      button.textContent = form.dataset.draftForget;
      button.addEventListener("click", action);
      note.append(button);
    }
    form.prepend(note);
    return note;
  };

  const watch = (form) => {
    const key = prefix + form.dataset.draft;
    const base = JSON.stringify(written(form));
    const draft = read(key);
    let timer = 0;
    let over = false; // signed out from this very page: nothing may be written any more

    const save = () => {
      clearTimeout(timer);
      const now = JSON.stringify(written(form));
      if (over || now === base) return;
      try {
        store.setItem(key, JSON.stringify({ at: Date.now(), base, now }));
      } catch {
        // storage is full: the words are still on the page
      }
    };
    const forget = () => {
      store.removeItem(key);
      put(form, JSON.parse(base));
      form.querySelector(".kept").remove();
    };

    // Only onto the same beginning: a page that comes back with errors, or a text changed elsewhere, is newer than the draft.
    if (draft && draft.base === base) {
      put(form, JSON.parse(draft.now));
      tell(form, form.dataset.draftNote, form.dataset.draftForget && forget);
    }
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(save, pause);
    });
    addEventListener("pagehide", save);
    form.addEventListener("submit", (event) => {
      save();
      if (navigator.onLine || !form.dataset.draftOffline) return;
      event.preventDefault();
      tell(form, form.dataset.draftOffline).scrollIntoView({ block: "center" });
    });
    return () => (over = true);
  };

  forgetWhere((draft) => !draft || draft.at + lifetime < Date.now());
  const saved = document.querySelector("[data-draft-saved]");
  if (saved) store.removeItem(prefix + saved.dataset.draftSaved);
  const stops = [...document.querySelectorAll("form[data-draft]")].map(watch);
  document.querySelector("form[data-draft-forget-all]")?.addEventListener("submit", () => {
    for (const stop of stops) stop();
    forgetWhere(() => true);
  });
})();
