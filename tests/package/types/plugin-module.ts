// A module that exports plugins, as a plugin package does.

import type { Plugin } from '../../../source/plugins/index.js'
import type { Desk } from './desk.js'

const plugin: Plugin<Pick<Desk, 'AcceptTask'>> = { name: 'plain', setup() {} }
export default plugin

export const named: Plugin<Pick<Desk, 'AcceptTask'>, { ask(question: string): Promise<boolean> }> = {
  name: 'named',
  setup() {},
}
