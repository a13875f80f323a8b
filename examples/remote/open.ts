// Decides what the two pages are made of, where they are served, and what their policies allow.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import sirv from 'sirv'
import { type DeskServer, POLICY, serveDesk } from '../desk/web/server.js'

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))

export interface DeskOptions {
  /** Default: any free port. */
  port?: number | undefined
  /** Milliseconds between one task and the next. */
  pace: number
}

/** Builds the desk and the CRM into `folder`, and serves each from an origin of its own. */
export async function openDesk(folder: string, { port, pace }: DeskOptions): Promise<DeskServer> {
  const [page, crmPage] = [join(folder, 'page'), join(folder, 'crm')]
  const crm = await serveCrm(crmPage)
  try {
    await bundle(page, { CRM: crm.address }, [
      ...['index.html', 'icon.svg'].map((name) => entry(`../desk/web/page/${name}`)),
      ...['page/page.ts', 'page/style.css', 'score.ts'].map(entry),
    ])
    const tasks = path('../desk/tasks.jsonl')
    const desk = await serveDesk({ page, tasks, port, pace, policy: policyWith(crm.address) })
    crm.allow(desk.address)
    await bundle(crmPage, { DESK: desk.address }, ['crm/index.html', 'crm/crm.ts', 'crm/crm.css'].map(entry))
    return { address: desk.address, close: () => Promise.all([desk.close(), crm.close()]).then(() => {}) }
  } catch (error) {
    await crm.close()
    throw error
  }
}

/** The policy of the desk's page, with a frame, a worker, and the one place that may make the address of a worker. */
function policyWith(frame: string): string {
  const page = POLICY.replace("trusted-types 'none'", 'trusted-types worker')
  return `${page}; worker-src 'self'; frame-src ${frame}`
}

interface Crm extends DeskServer {
  /** Says which page may have the CRM in a frame. */
  allow(desk: string): void
}

/** Serves the CRM from an origin of its own, and only to a frame of the desk. */
async function serveCrm(folder: string): Promise<Crm> {
  const files = sirv(folder, { dev: true })
  let desk = "'none'"
  const server = createServer((request, response) => {
    const policy = `default-src 'none'; script-src 'self'; style-src 'self'; frame-ancestors ${desk}`
    response.setHeader('content-security-policy', policy)
    response.setHeader('x-content-type-options', 'nosniff')
    files(request, response, () => void response.writeHead(404).end())
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    allow(address) {
      desk = address
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

/** A file of the page, which keeps its name, but not its folder. */
function entry(file: string): { in: string; out: string } {
  const name = file.slice(file.lastIndexOf('/') + 1)
  return { in: path(file), out: name.slice(0, name.lastIndexOf('.')) }
}

/** @param names What a module of the page knows by name when it is built. */
async function bundle(outdir: string, names: Record<string, string>, entryPoints: { in: string; out: string }[]) {
  await build({
    entryPoints,
    outdir,
    bundle: true,
    // A sandboxed page has no origin, so it cannot load modules.
    format: 'iife',
    target: 'es2022',
    keepNames: true,
    // The package says that imports without names have no effect, but those of a page have.
    ignoreAnnotations: true,
    define: Object.fromEntries(Object.entries(names).map(([name, value]) => [name, JSON.stringify(value)])),
    loader: { '.html': 'copy', '.svg': 'copy' },
    // Its `paths` take the library from source/.
    tsconfig: path('../../tsconfig.json'),
    logLevel: 'warning',
  })
}
