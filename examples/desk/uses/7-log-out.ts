// And Logout, a terminal action: nobody is left to listen afterwards, so this afterLogout listener is reported, once.
import type { Desk, Tell } from '../desk.js'
import type { Actions } from '../entracte.js'

export function goodbye(actions: Actions<Pick<Desk, 'Logout'>>, tell: Tell): void {
  actions.addListener('beforeLogout', function sayGoodbye(_payload, _abort, ctx) {
    tell(ctx, 'goodbye')
  })
  actions.addListener('afterLogout', function sayItTooLate(_payload, _result, ctx) {
    tell(ctx, 'this is never said')
  })
}
