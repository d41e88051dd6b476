"use strict";
(async () => {
  const SHELF = "seamline-bearer";
  const status = document.getElementById("status");
  const say = (text, trouble) => {
    status.textContent = text;
    status.classList.toggle("trouble", Boolean(trouble));
  };
  class Trouble extends Error {}

  // The key leaves the address, and the history, before anything else happens.
  const key = /^#k=([0-9a-f]{32})$/.exec(location.hash)?.[1];
  if (location.hash) { history.replaceState(null, "", location.pathname); }

  const ask = async (path, options) => {
    try {
      return await fetch(path, { cache: "no-store", credentials: "omit", redirect: "error", ...options });
    } catch {
      throw new Trouble("The server does not answer. Is it still running?");
    }
  };

  if (key) {
    const answer = await ask("/api/session", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ key }),
    }).catch(() => null);
    if (answer?.ok) { sessionStorage.setItem(SHELF, (await answer.json()).bearer); }
  }

  const get = async (path) => {
    const bearer = sessionStorage.getItem(SHELF);
    const answer = bearer && await ask(path, { headers: { Authorization: "Bearer " + bearer } });
    if (!answer || answer.status === 401) {
      sessionStorage.removeItem(SHELF);
      throw new Trouble("This tab may not read the analysis: the address that was printed opens one tab, once, within " +
        "ten minutes. Start the server again for another.");
    }
    if (!answer.ok) { throw new Trouble("The server refused " + path + " with " + answer.status + "."); }
    return answer.blob();
  };

  const address = async (path, type) => URL.createObjectURL(new Blob([await get(path)], { type }));

  const tell = (error) => {
    say(error instanceof Trouble ? error.message : "This page failed: " + error, true);
  };

  const save = async (button) => {
    const link = document.createElement("a");
    link.href = await address(button.dataset.path, "application/octet-stream");
    link.download = button.dataset.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };

  const counted = (number, what) => number.toLocaleString("en") + " " + what + (number === 1 ? "" : "s");

  try {
    const report = await address("/api/report", "text/html;charset=utf-8");
    const frame = document.createElement("iframe");
    frame.title = "Report";
    // No script runs in it, so that the origin, which its own links need, opens nothing.
    frame.setAttribute("sandbox", "allow-same-origin");
    frame.src = report;
    document.getElementById("report").replaceChildren(frame);
    const analysis = JSON.parse(await (await get("/api/analysis")).text());
    const name = analysis.origin.name;
    document.title = name + ": Seamline";
    document.getElementById("name").textContent = name;
    say(counted(analysis.services.length, "candidate service") + ", " + counted(analysis.units.length, "unit") +
      "; nothing here changes anything");
    document.getElementById("files").hidden = false;
    for (const button of document.querySelectorAll("button[data-path]")) {
      button.addEventListener("click", () => { save(button).catch(tell); });
    }
  } catch (error) {
    tell(error);
  }
})();
