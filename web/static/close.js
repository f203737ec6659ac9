// Says, while somebody writes, how many needs or offers of the other side look close. Only a number and a sentence come
// back; without this script the last look says the same.
"use strict";

(() => {
  const pause = 600; // ms without a key: people stop to think about so long at the end of a sentence
  const fewest = 5; // words: of fewer the server says nothing
  const asked = ["form_token", "language", "title", "text", "sector"];

  const form = document.querySelector("form[data-close]");
  const place = form?.querySelector("[data-close-said]");
  if (!place) return;

  let timer = 0;
  let running = null;
  let last = "";

  const typed = () => {
    const all = new FormData(form);
    const fields = new FormData(); // sent in parts: the other encoding makes Arabic three times as long
    for (const name of asked) fields.set(name, all.get(name) ?? "");
    return fields;
  };
  const words = (fields) => `${fields.get("title")} ${fields.get("text")}`.split(/\s+/).filter(Boolean).length;
  const say = (sentence) => {
    if (place.textContent !== sentence) place.textContent = sentence; // unchanged, it is not read out again
  };

  const ask = async () => {
    const fields = typed();
    const question = JSON.stringify([...fields]);
    if (question === last || !navigator.onLine) return;
    last = question;
    running?.abort();
    if (words(fields) < fewest) return say("");
    const mine = (running = new AbortController());
    try {
      const answer = await fetch(form.dataset.close, { method: "POST", body: fields, signal: mine.signal });
      const sentence = answer.ok ? (await answer.json()).sentence : "";
      if (mine === running) say(sentence);
    } catch {
      if (mine === running) last = ""; // the line broke: the next pause asks again
    }
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  };
  form.addEventListener("input", later);
  later(); // a draft that came back, or a text that is changed
})();
