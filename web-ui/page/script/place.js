// The selection in the address, read strictly: what cannot be read, or is not there, gives the default and a notice.

const TABS = ["bench", "compare", "report", "files"];
const PLACE = {
  analysis: (text) => /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null,
  scenario: (text) => /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null,
  tab: (text) => TABS.includes(text) ? text : null,
  service: (text) => text.length > 0 && text.length <= 300 ? text : null,
  file: (text) => text.length > 0 && text.length <= 4096 ? text : null,
};

/** What an address says, and whether all of it could be read. */
const placeIn = (hash) => {
  const place = {};
  let whole = true;
  for (const part of hash.replace(/^#/, "").split("&")) {
    if (part === "") { whole &&= hash === "" || hash === "#"; continue; }
    const at = part.indexOf("=");
    const name = part.slice(0, at);
    let value = null;
    try { value = Object.hasOwn(PLACE, name) ? PLACE[name](decodeURIComponent(part.slice(at + 1))) : null; } catch { /* No code of a letter. */ }
    if (value === null || Object.hasOwn(place, name)) { whole = false; } else { place[name] = value; }
  }
  return { place, whole };
};

const addressOf = (place) => "#" + Object.keys(PLACE).filter((name) => place[name] !== null && place[name] !== undefined)
  .map((name) => name + "=" + encodeURIComponent(place[name])).join("&");
