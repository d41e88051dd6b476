// What can be said without a parser of its own: lines have the shapes of the language, quotes close, braces match, and every
// name that is used is declared.
const must = (holds, what) => { if (!holds) throw new Error(what); };

/** The text without strings and comments. */
function bare(text, comment) {
  return text.split('\n').filter((line) => !line.trim().startsWith(comment)).join('\n').replace(/"(?:[^"\\\n]|\\.)*"/g, '""');
}

function balanced(text) {
  let depth = 0;
  for (const character of text) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    must(depth >= 0, 'a brace closes nothing');
  }
  must(depth === 0, 'a brace is not closed');
}

/** Context Mapper. */
export function contexts(text) {
  const plain = bare(text, '//');
  balanced(plain);
  const declared = new Set([...plain.matchAll(/^BoundedContext (\w+) \{$/gm)].map((match) => match[1]));
  const relations = [...plain.matchAll(/^\t(\w+) \[[PU](?:,S)?\](?:<->\[P\]|->\[D(?:,CF|,C)?\]) (\w+)$/gm)];
  for (const [, a, b] of relations) must(declared.has(a) && declared.has(b), `${a} and ${b} are not both declared`);
  const known = /^(?:ContextMap \w+ \{|\t+(?:type|state) = \w+|\tcontains [\w, ]+|\t\w+ \[.*\] \w+|BoundedContext \w+ \{|\t+Aggregate \w+ \{|\t+Entity \w+ \{\}?|\t+aggregateRoot|\t(?:domainVisionStatement|responsibilities) = ""(?:, "")*|\t*\}|)$/;
  for (const line of plain.split('\n')) must(known.test(line), `an odd line: ${line}`);
  const names = [...plain.matchAll(/^\t*((?:Entity|Aggregate|BoundedContext) \w+)/gm)].map((match) => match[1]);
  must(new Set(names).size === names.length, 'a name is declared twice');
  return `${declared.size} contexts, ${relations.length} relations`;
}

/** Mermaid. */
export function chart(text) {
  const lines = text.split('\n').filter((line) => line && !line.startsWith('%%'));
  must(lines[0] === 'flowchart LR', `begins with ${lines[0]}`);
  const known = /^ {2}(?:s\d+\["[^"<>]*(?:<br\/>[^"<>]*)?"\]|gateway\{\{"gateway"\}\}|(?:s\d+|gateway) -->\|[\w ,]+\| s\d+|s\d+ -\.->\|"[^"<>]*"\| s\d+| {0,2}%% .*)$/;
  for (const line of lines.slice(1)) must(known.test(line), `an odd line: ${line}`);
  return `${lines.length} lines`;
}

/** Structurizr. */
export function workspace(text) {
  const plain = bare(text, '//');
  balanced(plain);
  must(!text.includes('${'), 'something would be looked up');
  const declared = new Set([...plain.matchAll(/^ *(\w+) = (?:softwareSystem|container) /gm)].map((match) => match[1]));
  const relations = [...text.matchAll(/^ *(\w+) -> (\w+) (".*")$/gm)];
  for (const [, a, b] of relations) must(declared.has(a) && declared.has(b), `${a} and ${b} are not both declared`);
  must(new Set(relations.map((one) => one.slice(1).join())).size === relations.length, 'a relation stands twice');
  const known = /^ *(?:workspace "" "" \{|model \{|views \{|styles \{|\w+ = softwareSystem "" \{|\w+ = container "" ""(?: \{)?|tags ""|\w+ -> \w+ ""(?: "" "")?|container \w+ "" \{|include \*|autolayout lr|(?:element|relationship) "" \{|shape \w+|style \w+|\}|)$/;
  for (const line of plain.split('\n')) must(known.test(line), `an odd line: ${line}`);
  return `${declared.size} elements, ${relations.length} relations`;
}

/** CODEOWNERS: comments, and patterns that begin at the root and have no owner yet. */
export function owners(text) {
  const lines = text.split('\n').filter((line) => line && !line.startsWith('#'));
  for (const line of lines) must(/^\/(?:\\ |[^\s\\#@![\]*])+$/.test(line), `an odd line: ${line}`);
  must(new Set(lines).size === lines.length, 'a pattern stands twice');
  return `${lines.length} patterns`;
}
