// Use 3: before AcceptTask, notice when the task is a voice call, and log it.
import type { Desk } from '../desk.js'
import type { Actions } from '../entracte.js'

export function voiceLog(actions: Actions<Pick<Desk, 'AcceptTask'>>, log: (ctx: object, text: string) => void): void {
  actions.addListener('beforeAcceptTask', function noticeVoice(payload, _abort, ctx) {
    if (payload.task.taskChannelUniqueName === 'voice') log(ctx, `a voice call from ${payload.task.attributes.from}`)
  })
}
