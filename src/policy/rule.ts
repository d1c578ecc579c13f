/** Who is judged, as rules name it. */
export interface Subject {
  readonly userId: string;
  readonly projectId: string;
  readonly roles: readonly string[];
  readonly isAdminProject?: boolean;
}

/** Facts about what is asked for, which `%(name)s` in a rule stands for. */
export type Target = Readonly<Record<string, string>>;

/** What a check is judged on; `judge` answers for a rule of another name. */
export interface Judgement {
  readonly subject: Subject;
  readonly target: Target;
  judge(rule: string): boolean;
}

/** A parsed rule. */
export type Check = (judgement: Judgement) => boolean;

/** A rule that is not in oslo.policy's language. */
export class RuleSyntax extends Error {
  constructor(rule: string, why: string) {
    super(`policy rule "${rule}": ${why}`);
    this.name = "RuleSyntax";
  }
}

const always: Check = () => true;
const never: Check = () => false;

function fill(text: string, target: Target): string | undefined {
  let known = true;
  const filled = text.replace(/%\(([^)]*)\)s/g, (_whole, name: string) => {
    const value = target[name];
    if (value === undefined) known = false;
    return value ?? "";
  });
  return known ? filled : undefined;
}

function factOf(subject: Subject, name: string): string | undefined {
  switch (name) {
    case "user_id":
      return subject.userId;
    case "project_id":
    case "tenant_id":
    case "tenant":
      return subject.projectId;
    case "is_admin_project":
      return subject.isAdminProject === false ? "False" : "True";
    default:
      return undefined;
  }
}

function leafCheck(rule: string, word: string): Check {
  if (word === "@") return always;
  if (word === "!") return never;
  const colon = word.indexOf(":");
  if (colon < 1) throw new RuleSyntax(rule, `"${word}" is neither kind:match nor "@" nor "!"`);
  const kind = word.slice(0, colon);
  const match = word.slice(colon + 1);
  if (kind === "rule") return ({ judge }) => judge(match);
  if (kind === "role") {
    return ({ subject, target }) => {
      const role = fill(match, target)?.toLowerCase();
      return subject.roles.some((each) => each.toLowerCase() === role);
    };
  }
  const literal = /^'(.*)'$|^"(.*)"$/.exec(kind);
  return ({ subject, target }) => {
    const wanted = fill(match, target);
    const fact = literal === null ? factOf(subject, kind) : (literal[1] ?? literal[2]);
    return wanted !== undefined && fact === wanted;
  };
}

function wordsOf(rule: string): string[] {
  // A bracket that belongs to %(name)s is part of its word.
  return rule.match(/\(|\)|(?:%\([^)]*\)s|[^\s()])+/g) ?? [];
}

/** Reads words from left to right; `not` binds closest, then `and`, then `or`. */
class RuleReader {
  private readonly rule: string;
  private readonly words: readonly string[];
  private at = 0;
  constructor(rule: string) {
    this.rule = rule;
    this.words = wordsOf(rule);
  }

  whole(): Check {
    const check = this.either();
    if (this.at < this.words.length)
      throw new RuleSyntax(this.rule, `"${this.words[this.at] ?? ""}" is not expected there`);
    return check;
  }

  private isNext(word: string): boolean {
    if (this.words[this.at]?.toLowerCase() !== word) return false;
    this.at += 1;
    return true;
  }

  private either(): Check {
    const checks = [this.both()];
    while (this.isNext("or")) checks.push(this.both());
    return checks.length === 1 ? (checks[0] ?? never) : (judgement) => checks.some((check) => check(judgement));
  }

  private both(): Check {
    const checks = [this.one()];
    while (this.isNext("and")) checks.push(this.one());
    return checks.length === 1 ? (checks[0] ?? never) : (judgement) => checks.every((check) => check(judgement));
  }

  private one(): Check {
    if (this.isNext("not")) {
      const check = this.one();
      return (judgement) => !check(judgement);
    }
    if (this.isNext("(")) {
      const check = this.either();
      if (!this.isNext(")")) throw new RuleSyntax(this.rule, "a bracket is not closed");
      return check;
    }
    const word = this.words[this.at];
    if (word === undefined || word === ")") throw new RuleSyntax(this.rule, "a check is missing");
    this.at += 1;
    return leafCheck(this.rule, word);
  }
}

/** Parses a rule of oslo.policy's language; an empty one allows everybody. Throws `RuleSyntax`. */
export function parseRule(rule: string): Check {
  return rule.trim() === "" ? always : new RuleReader(rule).whole();
}
