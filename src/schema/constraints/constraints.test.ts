import { expect, test } from "vitest";
import { cloudConstraints, isAsked } from "./asked-constraints.ts";
import { expirationFault } from "./expiration.ts";
import { pureConstraints } from "./pure-constraints.ts";

/** What Heat accepts and what it refuses, as a running one said. */
const values: Readonly<Record<string, { good: readonly string[]; bad: readonly string[] }>> = {
  cron_expression: {
    good: [
      "* * * * *",
      "* * * * * *",
      "*/5 * * * *",
      "1-5 * * * *",
      "* * * jan *",
      "* * * JAN-mar *",
      "* * * * 7",
      "* * * * sun-tue",
      "* * * * mon#2",
      "0 0 l * *",
      "@hourly",
      "1,2,3 * * * *",
      "*/99 * * * *",
      "1/5 * * * *",
      "0 0 30 2 *",
      " * * * * * ",
      "10-20/3 * * * *",
      "07 08 09 * *",
      "",
    ],
    bad: [
      "5-1 * * * *",
      "60 * * * *",
      "* 24 * * *",
      "* * 0 * *",
      "* * * 13 *",
      "* * * * 8",
      "* * * * 5L",
      "@reboot",
      "? * * * *",
      "1,,2 * * * *",
      "*/0 * * * *",
      "a * * * *",
      "* * * * * 70",
      "-1 * * * *",
      "* * * * * * *",
      "1-2-3 * * * *",
      "** * * * *",
      "0 0 1W * *",
    ],
  },
  timezone: { good: ["", "Europe/Berlin", "UTC", "EST5EDT", "Etc/GMT+1"], bad: ["Nowhere/X", "+02:00", "GMT+1"] },
  iso_8601: {
    good: ["2030", "2030-01", "20300101", "2030-01-01T10", "2030-01-01 10:00:00", "2030-01-01T10:00:00,5+01"],
    bad: ["", "2030-01-01T", "2030-W01-1", "2030-001", "2030-13-01", "2030-02-30", "T10:00", "10:00", "P1D"],
  },
  net_cidr: {
    good: ["10.0.0.0/8", "10.0.0.1/8", "::/0", "fe80::/64", "1.2.3.4/0"],
    bad: ["10/8", "10.0.0.0", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/255.0.0.0", "", "10.0.0.0/ 8", "a/8", "1.2.3.4/"],
  },
  ip_addr: {
    good: ["10.0.0.1", "::1", "::ffff:1.2.3.4"],
    bad: ["10.0.1", "1", "fe80::1%eth0", "010.0.0.1", "", "10.0.0.1 ", "1::2::3"],
  },
  ip_or_cidr: { good: ["10.0.0.1", "10.0.0.0/8"], bad: ["x", "10.1", "10.1/16"] },
  mac_addr: {
    good: [
      "00:11:22:33:44:55",
      "00-11-22-33-44-55",
      "0011.2233.4455",
      "001122334455",
      "0:1:2:3:4:5",
      "AA:BB:CC:DD:EE:FF",
    ],
    bad: ["", "gg:11:22:33:44:55", "00:11:22:33:44"],
  },
  dns_name: {
    good: ["", "a", "a.b", "a.b.", "1.2.3.4"],
    bad: ["A_b", "-a", "a-", "a..b", "x".repeat(64), "1.2.", ".", " a", "*.a", "a".repeat(300), "ä"],
  },
  rel_dns_name: { good: ["", "a", "a.b"], bad: ["a.", `a.${"b".repeat(252)}`] },
  dns_domain: { good: ["", "a.", "a.b.", "1."], bad: ["a", "."] },
  json_string: { good: ["", "{}", "[1]", "1"], bad: ["x"] },
  "zaqar.queue": { good: ["a b"], bad: ["", "x".repeat(65)] },
};

test.each(Object.entries(values))("%s accepts and refuses what Heat does", (name, { good, bad }) => {
  const check = pureConstraints.get(name)!;
  expect(good.filter((value) => check(value) !== undefined)).toEqual([]);
  expect(bad.filter((value) => check(value) === undefined)).toEqual([]);
});

test("an expiration is a time that is still to come", () => {
  const now = Date.UTC(2030, 0, 1);
  const good = ["", "2030-01-02", "2030-01-01T00:00:01Z", "2030-01-01T00:30:00-01:00", "20300101T000001Z"];
  const bad = ["x", "2030", "2029-12-31T23:59:59Z", "2030-01-01T00:30:00+01:00"];
  expect(good.filter((value) => expirationFault(value, now) !== undefined)).toEqual([]);
  expect(bad.filter((value) => expirationFault(value, now) === undefined)).toEqual([]);
});

test("a constraint is answered in one way only", () => {
  expect([...cloudConstraints].filter((name) => pureConstraints.has(name))).toEqual([]);
  expect(["nova.flavor", "expiration", "ip_addr"].map(isAsked)).toEqual([true, true, false]);
});
