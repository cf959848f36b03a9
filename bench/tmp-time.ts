import { openPostgresqlStorage } from "../examples/hosts/postgresql-host.js";
import { createClientele } from "clientele/workspace";
const schema = "tmptime";
const inner = await openPostgresqlStorage(process.env.POSTGRES_URL!, schema);
const spent: Record<string, number> = { read: 0, commit: 0 };
const timed = (name: string, call: any) => async (...all: any[]) => { const a = performance.now(); try { return await call(...all); } finally { spent[name]! += performance.now() - a; } };
const storage = { ...inner, read: timed("read", inner.read), commit: timed("commit", inner.commit) } as any;
const plugin: any = { id: "count", version: 1, label: { en: "c", zh: "c" }, reads: [], writes: [], inventory: ["count","filler"].map((path) => ({ path, label: { en: path, zh: path }, sensitivity: "internal", origin: "derived" })),
  decide: ({ subject }: any) => ({ state: { count: subject.history.length, filler: "x".repeat(1500) }, timelines: {}, messages: [{ id: `c:${subject.id}`, type: "counted", payload: {} }], nextCheckAt: null }) };
const c = createClientele({ storage, plugins: [plugin], actor: { id: "b", clearance: "sensitive" }, clock: () => new Date(Date.UTC(2027,0,1)) });
let n = 0;
const list = () => c.track(Array.from({ length: 100 }, () => { const k = n++; return { id: `f${k}`, customerId: `c${k % 1000}`, type: "order.placed", at: new Date(Date.UTC(2026,0,1) + k*1000), properties: { orderId: `o${k}`, total: 1000, currency: "EUR" } }; }));
for (let r = 0; r < 5; r++) {
  spent.read = spent.commit = 0; const a = performance.now(), u = process.cpuUsage(), N = r === 0 ? 10 : 20;
  for (let i = 0; i < N; i++) await list();
  const cpu = process.cpuUsage(u);
  console.log(r === 0 ? "new" : "known", `per list: ${((performance.now()-a)/N).toFixed(1)} ms, read ${(spent.read/N).toFixed(1)}, commit ${(spent.commit/N).toFixed(1)}, cpu ${((cpu.user+cpu.system)/1000/N).toFixed(1)}`);
}
await inner.close();
