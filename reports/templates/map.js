// The map: what is pointed at, focused or chosen keeps its connections, all others fade.
(() => {
  const map = document.getElementById("drawing");
  if (!map) { return; }
  const lines = [...map.querySelectorAll(".line")].map((line) => [line, line.dataset.ends.split(" ").map(Number)]);
  const labels = [...map.querySelectorAll("text.label")].map((label) => [label, label.dataset.ends.split(" ").map(Number)]);
  const nodes = [...map.querySelectorAll(".node")];
  const light = (wanted) => {
    const near = new Set(wanted);
    map.classList.toggle("lit", wanted.size > 0);
    // Of several, what is between them, where something is.
    const within = (ends) => ends.every((end) => wanted.has(end));
    const between = wanted.size > 1 && lines.some(([, ends]) => within(ends));
    for (const [line, ends] of lines) {
      const on = between ? within(ends) : ends.some((end) => wanted.has(end));
      line.classList.toggle("on", on);
      if (on) { for (const end of ends) { near.add(end); } }
    }
    for (const [label, ends] of labels) {
      label.classList.toggle("on", between ? within(ends) : ends.some((end) => wanted.has(end)));
    }
    for (const node of nodes) { node.classList.toggle("on", near.has(Number(node.dataset.service))); }
  };
  const rest = () => light(seamline.sets().services);
  for (const node of nodes) {
    const alone = () => light(new Set([Number(node.dataset.service)]));
    node.addEventListener("pointerenter", alone);
    node.addEventListener("pointerleave", rest);
    node.addEventListener("focus", alone);
    node.addEventListener("blur", rest);
  }
  seamline.onChoice(rest);
})();
