// Holds things as the stores of applications hold them: in proxies of their own.

import { reactive, readonly, shallowReactive } from '@vue/reactivity'
import { observable } from 'mobx'
import { proxy } from 'valtio/vanilla'

/** A store that holds one thing, and hands it out as code that reads the store sees it. */
export type Holding = <T extends object>(thing: T) => T

/** Every way of holding a thing, by what it is. */
export const STORES: [what: string, hold: Holding][] = [
  ['a Proxy without traps', (thing) => new Proxy(thing, {})],
  ['a Proxy of a Proxy', (thing) => new Proxy(new Proxy(thing, {}), {})],
  ['reactive() of Vue', (thing) => reactive({ thing }).thing as never],
  ['shallowReactive() of Vue', (thing) => shallowReactive(thing)],
  ['proxy() of valtio', (thing) => proxy({ thing }).thing],
  ['proxy() of valtio, the thing itself', (thing) => proxy(thing)],
  ['observable() of MobX', (thing) => observable({ thing }).thing],
  ['observable.box() of MobX', (thing) => observable.box(thing).get()],
  ['observable.map() of MobX', (thing) => observable.map({ thing }).get('thing') as never],
]

/** Ways of holding that allow no writing. */
export const READING_STORES: [what: string, hold: Holding][] = [
  ...STORES,
  ['an object that inherits from it', (thing) => Object.create(thing)],
  ['readonly() of Vue', (thing) => readonly({ thing }).thing as never],
]

/**
 * Ways of holding a registration, which is a function: valtio takes none for itself, and MobX puts an action of its own in
 * place of a function, which can be called and has nothing else that the function had.
 */
export const FUNCTION_STORES = STORES.filter(([what]) => !what.endsWith('the thing itself'))
export const DISPOSABLE_STORES = FUNCTION_STORES.filter(([what]) => !what.includes('MobX'))
