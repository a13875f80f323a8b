// Says what the parties see of an invocation.

import type { Invocation } from './model-invocation.js'
import { type InvokeOptions, named } from './model-nouns.js'

export function createCtx(self: Invocation): object {
  return {
    action: self.action,
    depth: self.depth,
    get payload() {
      return self.payload
    },
    set payload(payload: unknown) {
      self.payload = payload
    },
    get result() {
      return self.result
    },
    set result(result: unknown) {
      self.result = result
      self.assigned.push({ value: result, by: self.executing })
    },
    get aborted() {
      return self.aborted !== undefined
    },
    set aborted(aborted: boolean) {
      if (aborted) self.abort(self.executing)
    },
    get abortReason() {
      return self.aborted?.reason
    },
    signal: self.controller.signal,
    abort: (reason?: unknown) => self.abort(self.executing, reason),
    get failure() {
      return self.failed && self.blamed && { error: self.blamed.error, by: named(self.blamed.by) }
    },
    invokeAction: (action: string, payload: unknown, options: InvokeOptions = {}) =>
      self.host.invoke(action, payload, options, self),
  }
}
