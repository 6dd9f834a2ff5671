// node scan.js NAME HTTP_PORT HTTPS_PORT: what Mozilla's HTTP Observatory says of the server that listens on loopback as
// if it were NAME on its usual ports.  It prints the grade and each test as JSON.
import net from "node:net";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [name, http, https] = process.argv.slice(2);
const ports = { 80: Number(http), 443: Number(https) };
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...told) {
  const options = Array.isArray(told[0]) ? told[0][0] : told[0];
  if (options.host !== name || !(options.port in ports)) throw new Error(`nobody but ${name} is asked: ${options.host}`);
  Object.assign(options, { host: "127.0.0.1", port: ports[options.port] });
  return connect.apply(this, told);
};

// Chromium's list of names that are preloaded as speaking TLS alone comes from elsewhere; ours is on no such list.
const preloaded = join(dirname(fileURLToPath(import.meta.resolve("@mdn/mdn-http-observatory"))), "..", "conf");
mkdirSync(preloaded, { recursive: true });
writeFileSync(join(preloaded, "hsts-preload.json"), "{}");

const { scan } = await import("@mdn/mdn-http-observatory");
const { scan: found, tests } = await scan(name);
const told = Object.entries(tests).map(([test, { pass, result, scoreModifier }]) => ({ test, pass, result, scoreModifier }));
console.log(JSON.stringify({ grade: found.grade, score: found.score, tests: told }));
