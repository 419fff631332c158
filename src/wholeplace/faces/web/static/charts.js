// What a mark of a chart stands for, beside the pointer or the finger. Without scripts the browser shows it itself.
const bubble = document.createElement("div");
bubble.className = "bubble";
bubble.hidden = true;
document.querySelector("main").append(bubble);

// The browser's own hint would stand over ours.
for (const title of document.querySelectorAll("svg.chart * > title")) {
  title.parentElement.dataset.hint = title.textContent;
  title.remove();
}

function show(event) {
  const mark = event.target.closest("[data-hint]");
  if (event.target === bubble) return;
  bubble.hidden = mark === null;
  if (mark === null) return;
  bubble.textContent = mark.dataset.hint;
  const room = document.documentElement.clientWidth;
  const left = Math.min(event.clientX, room - bubble.offsetWidth - 8);
  bubble.style.left = `${Math.max(8, left) + window.scrollX}px`;
  bubble.style.top = `${mark.getBoundingClientRect().bottom + window.scrollY}px`;
}

document.addEventListener("pointerover", show);
document.addEventListener("click", show);
window.addEventListener("resize", () => {
  bubble.hidden = true;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") bubble.hidden = true;
});
