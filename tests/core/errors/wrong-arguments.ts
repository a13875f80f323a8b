// Wrong arguments, and what the library says about each.

import { createActions } from '../../../source/core/index.js'
import type { Untyped } from './samples.js'

/** Arguments that are refused at once: what is wrong, the call, the class of the error, its message. */
export const wrongArguments: [string, (actions: Untyped) => unknown, typeof TypeError | typeof RangeError, string][] = [
  [
    'a core that is no function',
    (actions) => actions.registerAction('PrintLabel', 'print' as never),
    TypeError,
    'The core of the action "PrintLabel" must be a function, got "print"',
  ],
  [
    'a payload update that is no function',
    (actions) => actions.registerAction('PrintLabel', () => {}, { payloadUpdate: 1 as never }),
    TypeError,
    'The option payloadUpdate must be a function, got 1',
  ],
  [
    'a listener that is no function',
    (actions) => actions.addListener('beforePrintLabel', undefined as never),
    TypeError,
    'The listener for "beforePrintLabel" must be a function, got undefined',
  ],
  [
    'a listener to remove that is no function',
    (actions) => actions.removeListener('beforePrintLabel', null as never),
    TypeError,
    'The listener for "beforePrintLabel" must be a function, got null',
  ],
  [
    'a replacement that is no function',
    (actions) => actions.replaceAction('PrintLabel', {} as never),
    TypeError,
    'The replacement of the action "PrintLabel" must be a function, got {}',
  ],
  [
    'middleware for one action that is no function',
    (actions) => actions.use('PrintLabel', 42 as never),
    TypeError,
    'The middleware of the action "PrintLabel" must be a function, got 42',
  ],
  [
    'an event of no kind',
    (actions) => actions.addListener('duringPrintLabel' as never, () => {}),
    TypeError,
    'There is no event "duringPrintLabel": events are "before", "after" or "error" followed by the action\'s name, like "beforeAcceptTask"',
  ],
  [
    'an event without an action',
    (actions) => actions.addListener('before' as never, () => {}),
    TypeError,
    'There is no event "before": events are "before", "after" or "error" followed by the action\'s name, like "beforeAcceptTask"',
  ],
  [
    'an event that is no text',
    (actions) => actions.addListener(undefined as never, () => {}),
    TypeError,
    'There is no event undefined: events are "before", "after" or "error" followed by the action\'s name, like "beforeAcceptTask"',
  ],
  [
    'an event to stop listening to that is of no kind',
    (actions) => actions.removeListener('duringPrintLabel' as never, () => {}),
    TypeError,
    'There is no event "duringPrintLabel": events are "before", "after" or "error" followed by the action\'s name, like "beforeAcceptTask"',
  ],
  [
    'an order of NaN',
    (actions) => actions.addListener('beforePrintLabel', () => {}, { order: Number.NaN }),
    TypeError,
    'The option order must be a number (lower runs first), got NaN',
  ],
  [
    'an order that is no number',
    (actions) => actions.use((_ctx, next) => next(), { order: '1' as never }),
    TypeError,
    'The option order must be a number (lower runs first), got "1"',
  ],
  [
    'a limit that is no number',
    (actions) => actions.addListener('beforePrintLabel', () => {}, { timeout: '5' as never }),
    TypeError,
    'The option timeout must be a number of milliseconds, got "5"',
  ],
  [
    'a limit that is out of range',
    (actions) => actions.registerAction('PrintLabel', () => {}, { timeout: 0 }),
    RangeError,
    'The option timeout must be between 1 and 2147483647 milliseconds, or left out for no limit, got 0',
  ],
  [
    'options that are no object',
    (actions) => actions.addListener('beforePrintLabel', () => {}, 'once' as never),
    TypeError,
    'The options must be an object, got "once"',
  ],
  [
    'an option once that is no boolean',
    (actions) => actions.addListener('beforePrintLabel', () => {}, { once: 1 as never }),
    TypeError,
    'The option once must be true or false, got 1',
  ],
  [
    'a signal that is no AbortSignal',
    (actions) => actions.addListener('beforePrintLabel', () => {}, { signal: {} as never }),
    TypeError,
    'The option signal must be an AbortSignal, got {}',
  ],
  [
    'an option name that is no name',
    (actions) => actions.addListener('beforePrintLabel', () => {}, { name: 1 as never }),
    TypeError,
    'The option name must be a non-empty string, got 1',
  ],
  [
    'a name of a scope that is empty',
    (actions) => actions.scope('' as never),
    TypeError,
    'The name of a scope must be a non-empty string, got ""',
  ],
  [
    'an observer that is no object',
    (actions) => actions.observe('start' as never),
    TypeError,
    'An observer must be an object, got "start"',
  ],
  [
    'an observer that sees nothing',
    (actions) => actions.observe({}),
    TypeError,
    'An observer must have a function start, end, around, register or unregister',
  ],
  [
    'an observer whose start is no function',
    (actions) => actions.observe({ start: 1 as never }),
    TypeError,
    'The start of an observer must be a function, got 1',
  ],
  [
    'an onListenerError that is no function',
    () => createActions({ onListenerError: 'log' as never }),
    TypeError,
    'The option onListenerError must be a function, got "log"',
  ],
  [
    'a maxDepth that is no number',
    () => createActions({ maxDepth: '9' as never }),
    TypeError,
    'The option maxDepth must be a number, got "9"',
  ],
  [
    'null as options of createActions',
    () => createActions(null as never),
    TypeError,
    'The options must be an object, got null',
  ],
  [
    'an onListenerError of null',
    () => createActions({ onListenerError: null as never }),
    TypeError,
    'The option onListenerError must be a function, got null',
  ],
  [
    'a maxDepth of null',
    () => createActions({ maxDepth: null as never }),
    TypeError,
    'The option maxDepth must be a number, got null',
  ],
  [
    'null as options of an action',
    (actions) => actions.registerAction('PrintLabel', () => {}, null as never),
    TypeError,
    'The options must be an object, got null',
  ],
  [
    'a payload update of null',
    (actions) => actions.registerAction('PrintLabel', () => {}, { payloadUpdate: null as never }),
    TypeError,
    'The option payloadUpdate must be a function, got null',
  ],
  [
    'a function as options of a listener',
    (actions) => actions.addListener('beforePrintLabel', () => {}, (() => {}) as never),
    TypeError,
    'The options must be an object, got a function',
  ],
  [
    'a signal of null',
    (actions) => actions.addListener('beforePrintLabel', () => {}, { signal: null as never }),
    TypeError,
    'The option signal must be an AbortSignal, got null',
  ],
  [
    'an empty option name',
    (actions) => actions.addListener('beforePrintLabel', () => {}, { name: '' }),
    TypeError,
    'The option name must be a non-empty string, got ""',
  ],
  [
    'an option name of null',
    (actions) => actions.replaceAction('PrintLabel', () => {}, { name: null as never }),
    TypeError,
    'The option name must be a non-empty string, got null',
  ],
  [
    'an observer whose start is null',
    (actions) => actions.observe({ start: null as never, end: () => {} }),
    TypeError,
    'The start of an observer must be a function, got null',
  ],
  [
    'a maxDepth below 0',
    () => createActions({ maxDepth: -1 }),
    RangeError,
    'The option maxDepth must be 0 or more, got -1',
  ],
]
