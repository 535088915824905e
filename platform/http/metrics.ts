import { createServer, type Server } from 'node:http'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = {
  registry: Registry
  /** One answered request. `route` is a pattern, never an address. */
  observe(request: { method: string; route: string; status: number; seconds: number }): void
}

/** What is counted of this process. The gauges are asked for when somebody reads. */
export function openMetrics(gauges: Record<string, () => number>): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const requests = new Counter({
    name: 'portal_http_requests_total',
    help: 'Answered requests',
    labelNames: ['method', 'route', 'status'],
    registers,
  })
  const seconds = new Histogram({
    name: 'portal_http_request_seconds',
    help: 'Time from the request to the end of its answer',
    labelNames: ['method', 'route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  })
  for (const [name, read] of Object.entries(gauges)) {
    new Gauge({
      name: `portal_${name}`,
      help: name.replaceAll('_', ' '),
      registers,
      collect() {
        this.set(read())
      },
    })
  }
  return {
    registry,
    observe: ({ method, route, status, seconds: took }) => {
      requests.inc({ method, route, status: String(status) })
      seconds.observe({ method, route }, took)
    },
  }
}

/** Serves the metrics on loopback only. */
export async function serveMetrics(metrics: Metrics, port: number): Promise<Server> {
  const server = createServer((req, res) => {
    if (req.method !== 'GET' || req.url !== '/metrics') return void res.writeHead(404).end()
    metrics.registry.metrics().then(
      (text) => res.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text),
      () => res.writeHead(500).end(),
    )
  })
  await new Promise<void>((ready, fail) => {
    server.once('error', fail).listen(port, '127.0.0.1', ready)
  })
  server.unref()
  return server
}
