/** A table; cells may hold anything but line breaks. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)];
}

function cell(text: string): string {
  return text.replaceAll("\n", " ").replaceAll("|", "\\|");
}

/** Text as code. */
export function code(text: string): string {
  return `\`${text}\``;
}

/** What stands at the head of a generated page. */
export function head(title: string): string[] {
  return [`# ${title}`, "", "<!-- Generated from the declarations by `npm run docs`; changes here are lost. -->", ""];
}

/** The address of a heading on its own page, as GitHub makes it. */
export function anchor(heading: string): string {
  return `#${heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, "")
    .replaceAll(" ", "-")}`;
}
