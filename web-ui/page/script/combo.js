// A field for the name of a service: what is typed narrows the list, the arrows choose, a new name makes a new service.

/** `options`: names, best first, with a note for each; `fresh`: whether a new name is allowed. */
const combo = ({ id, label, options, fresh, value, heard, done }) => {
  let items = [], at = -1;
  const input = el("input", {
    id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", maxlength: 200,
    "aria-autocomplete": "list", "aria-expanded": "true", "aria-controls": id + "-list",
  });
  const listing = el("ul.options", { id: id + "-list", role: "listbox", "aria-label": label });
  const mark = () => {
    for (const [index, option] of [...listing.children].entries()) {
      option.setAttribute("aria-selected", String(index === at));
      if (index === at) { option.scrollIntoView({ block: "nearest" }); }
    }
    if (at >= 0) { input.setAttribute("aria-activedescendant", id + "-" + at); } else { input.removeAttribute("aria-activedescendant"); }
  };
  const pick = (index) => { at = index; mark(); heard(); };
  const narrow = (wanted) => {
    const text = input.value.trim().toLowerCase();
    const rank = (name) => name.toLowerCase() === text ? 0 : name.toLowerCase().startsWith(text) ? 1 : name.toLowerCase().includes(text) ? 2 : 3;
    items = options.map((one, order) => ({ ...one, order, rank: text ? rank(one.name) : 0 })).filter((one) => one.rank < 3)
      .sort((a, b) => a.rank - b.rank || a.order - b.order);
    if (fresh && text && serviceAt(input.value.trim()) < 0) { items.push({ name: input.value.trim(), fresh: true }); }
    fill(listing, items.map((one, index) => {
      const known = now.view.services.find((known) => known.name === one.name);
      return el("li", { id: id + "-" + index, role: "option", on: { click: () => pick(index), pointerdown: (event) => event.preventDefault() } },
        one.fresh ? "new service " + one.name : known ? chip(known) : one.name, one.note && el("span.soft", one.note));
    }));
    at = wanted === undefined ? text ? 0 : -1 : items.findIndex((one) => one.name === wanted);
    mark();
  };
  input.addEventListener("input", () => { narrow(); heard(); });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && items.length > 0) { event.preventDefault(); pick((at + step + items.length) % items.length); }
    if (event.key === "Enter") { event.preventDefault(); if (items[at]) { done(); } }
  });
  narrow(value);
  return {
    element: el("div.field", el("label", { for: id }, label), input, listing),
    focus: () => input.focus(),
    get value() { return items[at]?.name ?? ""; },
    set text(text) { input.value = text; narrow(text); },
  };
};
