// Defines the actions of Flex UI 2.17 and their payloads, for `createActions<FlexActions>()`.
//
// The types follow the published type declarations of 2.17, and the actions that 2.17 registers. A type that is marked "from use" has no
// declaration there: it follows what plugins hand over. Every type is an interface, so that `declare module 'entracte/flex'` can add to it.

import type { ActionPayload } from './types.js'

/**
 * Values that Flex hands on as they are: attributes of tasks and workers, options of calls. The values are `any` and not `unknown`, as in
 * Flex's own declarations: plugins read `task.attributes.customers.name` without a check.
 */
// biome-ignore lint/suspicious/noExplicitAny: plugins that compile with Flex's types have to compile with these
export type Attributes = Record<string, any>

/** A task, with the fields that plugins read. */
export interface Task {
  /** The sid of the reservation. */
  sid: string
  /** The sid of the task behind a reservation. */
  taskSid: string
  /** The kind of task, such as `voice` or `chat`. */
  taskChannelUniqueName: string
  /** The attributes of the task, as the task router keeps them. */
  attributes: Attributes
  /** The status of the task, such as `accepted`. */
  status: string
  /** The call of a voice task. */
  conference?: unknown
}

/** A worker, with the fields that plugins read. */
export interface Worker {
  /** The sid of the worker. */
  sid: string
  /** The attributes of the worker, as the task router keeps them. */
  attributes: Attributes
}

/** A conversation, with the fields that plugins read. */
export interface Conversation {
  /** The sid of the conversation. */
  sid: string
  /** The status of the conversation, such as `accepted`. */
  status?: string
}

/** A medium of a message. */
export interface Media {
  /** The sid of the medium. */
  sid: string
}

/** Identifies a task. At least one of the two fields is given. Flex fills in the other field before the before listeners run. */
export interface TaskPayload {
  /** The task. */
  task?: Task
  /** The sid of the task’s reservation. */
  sid?: string
}

/** The payload of AcceptTask. */
export interface AcceptTaskPayload extends TaskPayload {
  /** Options of the conference that a voice task opens. */
  conferenceOptions?: Attributes
}

/** The payload of RejectTask, CompleteTask, WrapupTask, SelectTask, EndVoiceTask, CancelTransfer and StopMonitoringCall. */
export interface TaskReasonPayload extends TaskPayload {
  /** The reason. */
  reason?: string
  /** The agent whom the action is about. */
  agent?: unknown
}

/** The payload of TransferTask. */
export interface TransferTaskPayload extends TaskPayload {
  /** The sid of the worker or queue that the task goes to. */
  targetSid: string
  /** Options, as Flex hands them on. */
  options?: Attributes
}

/** The payload of UnholdCall. */
export interface UnholdCallPayload extends TaskPayload {
  /** The call sid of the participant. */
  participantCallSid?: string
  /** The address of the hold music. */
  holdMusicUrl?: string
}

/** The payload of HoldCall. */
export interface HoldCallPayload extends UnholdCallPayload {
  /** The HTTP method that fetches the hold music. */
  holdMusicMethod?: string
}

/** The payload of HoldParticipant, UnholdParticipant and KickParticipant. */
export interface ParticipantPayload extends TaskPayload {
  /** The sid of the participant. */
  targetSid?: string
  /** The participant, or the kind of participant. */
  participant?: unknown
  /** The address of the hold music. */
  holdMusicUrl?: string
  /** The HTTP method that fetches the hold music. */
  holdMusicMethod?: string
}

/** The payload of StartExternalWarmTransfer. */
export interface StartExternalWarmTransferPayload extends TaskPayload {
  /** The number that is shown to the person who is called. */
  callerId: string
  /** The number to call. */
  phoneNumber: string
}

/** The payload of MonitorCall. */
export interface MonitorCallPayload extends TaskPayload {
  /** More parameters of the call. */
  extraParams?: Attributes
}

/** The payload of ToggleDTMFDialpad. */
export interface ToggleDTMFDialpadPayload extends TaskPayload {
  /** Opens it when true, and closes it when false. Default: the opposite of what it is now. */
  open?: boolean
}

/** The payload of SetDTMFDialpadDigits and SendDTMFDigits. */
export interface DTMFDigitsPayload extends TaskPayload {
  /** The digits. */
  digits: string
}

/** The payload of SetTaskAttributes. */
export interface SetTaskAttributesPayload extends TaskPayload, SetWorkerAttributesPayload {}

/** The payload of DequeueTask, UpdateWorkerParticipant and UpdateCustomerParticipant. */
export interface TaskOptionsPayload extends TaskPayload {
  /** Options, as Flex hands them on. */
  options?: Attributes
}

/** The payload of RedirectCallTask. */
export interface RedirectCallTaskPayload extends TaskOptionsPayload {
  /** The sid of the call. */
  callSid: string
  /** The address of the TwiML that says what the call does next. */
  twiMLUrl: string
}

/** The payload of IssueCallToWorker. */
export interface IssueCallToWorkerPayload extends TaskOptionsPayload {
  /** The number that is shown to the person who is called. */
  callerId: string
  /** The address of the TwiML that says what the call does next. */
  twiMLUrl: string
}

/** Options of SetActivity and SetWorkerActivity. */
export interface SetActivityOptions {
  /** Rejects the reservations that the worker has not accepted yet. */
  rejectPendingReservations?: boolean
}

/** The payload of SetActivity. One of the first three fields selects the activity. */
export interface SetActivityPayload {
  /** Selects any activity in which the worker is available (true), or is not (false). */
  activityAvailable?: boolean
  /** The name of the activity. */
  activityName?: string
  /** The sid of the activity. */
  activitySid?: string
  /** Options, as Flex hands them on. */
  options?: SetActivityOptions
}

/** The payload of SetWorkerActivity. */
export interface SetWorkerActivityPayload extends SetActivityPayload {
  /** The sid of the worker. */
  workerSid?: string
}

/** The payload of SetWorkerAttributes. */
export interface SetWorkerAttributesPayload {
  /** The attributes to set. */
  attributes: Attributes
  /** Keeps the other attributes. */
  mergeExisting: boolean
}

/** The payload of UpdateWorkerToken. */
export interface UpdateWorkerTokenPayload {
  /** The new token. */
  token: string
}

/** The payload of Logout. */
export interface LogoutPayload {
  /** Logs out even if tasks are open. */
  forceLogout?: boolean
  /** The sid of the activity. */
  activitySid?: string
}

/** The payload of StartOutboundCall (from use). */
export interface StartOutboundCallPayload {
  /** The number or address to reach. */
  destination: string
  /** The sid of the queue. */
  queueSid?: string
  /** The number that is shown to the person who is called. */
  callerId?: string
  /** The attributes of the task that is made. */
  taskAttributes?: Attributes
}

/** The payload of StartOutboundEmailTask. */
export interface StartOutboundEmailTaskPayload {
  /** The number or address to reach. */
  destination: string
  /** The sid of the queue. */
  queueSid?: string
  /** The address of the sender. */
  from?: string
  /** The name of the sender. */
  fromName?: string
  /** The attributes of the task that is made. */
  taskAttributes?: Attributes
}

/** The payload of AddEmailParticipant. */
export interface AddEmailParticipantPayload {
  /** The sid of the conversation. */
  conversationSid: string
  /** The address of the participant. */
  email: string
  /** The list of the email that the participant is on: `to`, `cc` or `bcc`. */
  level: string
  /** The name of the participant. */
  name?: string
}

/** The payload of RemoveEmailParticipant. */
export interface RemoveEmailParticipantPayload {
  /** The sid of the conversation. */
  conversationSid: string
  /** The sid of the participant. */
  participantSid: string
}

/** The payload of SendTyping, DetachFile and CancelEmailDraftDebounce. It identifies a conversation. */
export interface ConversationPayload {
  /** The sid of the conversation. */
  conversationSid?: string
  /** The conversation. */
  conversation?: Conversation
}

/** The payload of SendMessage. */
export interface SendMessagePayload extends ConversationPayload {
  /** The text. */
  body: string
  /** The attributes of the message. */
  messageAttributes?: Attributes
  /** The subject of an email. */
  subject?: string
  /** The attached files. */
  attachedFiles?: unknown[]
}

/** The payload of SendMediaMessage. */
export interface SendMediaMessagePayload extends ConversationPayload {
  /** The file. */
  file: unknown
  /** The attributes of the message. */
  messageAttributes?: Attributes
}

/** A variable of a content template. */
export interface ContentVariable {
  /** The name of the variable. */
  name: string
  /** The value that takes the place of the variable. */
  value: string
}

/** The payload of SendRichContentMessage. */
export interface SendRichContentMessagePayload extends ConversationPayload {
  /** The sid of the content template. */
  contentSid: string
  /** The values of the variables in the template. */
  contentVariables?: ContentVariable[]
  /** The attributes of the message. */
  messageAttributes?: Attributes
}

/** The payload of SetInputText. */
export interface SetInputTextPayload extends ConversationPayload {
  /** The text. */
  body: string
  /** The start of the selection. */
  selectionStart?: number
  /** The end of the selection. */
  selectionEnd?: number
  /** The text as HTML. */
  htmlValue?: string
}

/** The payload of AttachFile. */
export interface AttachFilePayload extends ConversationPayload {
  /** The file. */
  file: unknown
}

/** The payload of AttachFiles. */
export interface AttachFilesPayload extends ConversationPayload {
  /** The files. */
  files: unknown[]
}

/** The payload of DownloadMedia. */
export interface DownloadMediaPayload extends ConversationPayload {
  /** The medium. */
  media: Media
}

/** The payload of ToggleEmailAccordion. */
export interface ToggleEmailAccordionPayload extends ConversationPayload {
  /** The id of the accordion. */
  accordionId: string
  /** Opens it when true, and closes it when false. Default: the opposite of what it is now. */
  open?: boolean
}

/** The payload of LeaveChannel, PauseChannel and ResumeChannel. */
export interface ChannelPayload {
  /** The sid of the channel. */
  channelSid: string
}

/** The payload of LeaveEmailConversation and PauseEmailConversation. */
export interface EmailTaskPayload {
  /** The task. */
  task: Task
}

/** The payload of ResumeEmailConversation. */
export interface ResumeEmailConversationPayload extends ChannelPayload {
  /** The sid of the interaction. */
  interactionSid: string
}

/** The payload of NavigateToView (from use). */
export interface NavigateToViewPayload {
  /** The name of the view. */
  viewName: string
}

/** The payload of ToggleSidebar. */
export interface ToggleSidebarPayload {
  /** Opens it when true, and closes it when false. Default: the opposite of what it is now. */
  open?: boolean
}

/** The payload of SetComponentState. */
export interface SetComponentStatePayload {
  /** The name of the component. */
  name: string
  /** The new state of the component. */
  state: unknown
}

/** The payload of ReloadWindow. */
export interface ReloadWindowPayload {
  /** Makes the user log in again. */
  forceLogin?: boolean
}

/** The payload of SelectWorkerInSupervisor. */
export interface SelectWorkerInSupervisorPayload {
  /** The worker. */
  worker?: Worker
  /** The sid of the worker. */
  workerSid?: string
}

/** The payload of ApplyTeamsViewFilters. */
export interface ApplyTeamsViewFiltersPayload {
  /** The filters. */
  filters: unknown
  /** A query that is used together with the filters. */
  extraFilterQuery?: string
}

/** The payload of ApplyTeamsViewSearch. */
export interface ApplyTeamsViewSearchPayload {
  /** The text to search for. */
  search: string
}

/**
 * The map of the actions of Flex UI 2.17, for `createActions`. Results are not typed, since Flex does not declare them.
 *
 * @example
 * interface Desk extends FlexActions {
 *   AddNote(payload: { sid: string; text: string }): void
 * }
 * const Actions = createActions<Desk>()
 */
export interface FlexActions {
  /** Payload: `AcceptTaskPayload`. */
  AcceptTask(payload: AcceptTaskPayload): ActionPayload
  /** Payload: `TaskReasonPayload`. */
  RejectTask(payload: TaskReasonPayload): ActionPayload
  /** Payload: `TaskReasonPayload`. */
  CompleteTask(payload: TaskReasonPayload): ActionPayload
  /** Payload: `TaskReasonPayload`. */
  WrapupTask(payload: TaskReasonPayload): ActionPayload
  /** Payload: `TaskReasonPayload`. */
  SelectTask(payload: TaskReasonPayload): ActionPayload
  /** Payload: `TaskReasonPayload`. */
  EndVoiceTask(payload: TaskReasonPayload): ActionPayload
  /** Payload: `TaskReasonPayload`. */
  CancelTransfer(payload: TaskReasonPayload): ActionPayload
  /** Payload: `TaskReasonPayload`. */
  StopMonitoringCall(payload: TaskReasonPayload): ActionPayload
  /** Payload: `TransferTaskPayload`. */
  TransferTask(payload: TransferTaskPayload): ActionPayload
  /** Payload: `HoldCallPayload`. */
  HoldCall(payload: HoldCallPayload): ActionPayload
  /** Payload: `UnholdCallPayload`. */
  UnholdCall(payload: UnholdCallPayload): ActionPayload
  /** Payload: `TaskPayload`. */
  HangupCall(payload: TaskPayload): ActionPayload
  /** Payload: `TaskPayload`. */
  EndConferenceForAll(payload: TaskPayload): ActionPayload
  /** Payload: `TaskPayload`. */
  ToggleMute(payload: TaskPayload): ActionPayload
  /** Payload: `ParticipantPayload`. */
  HoldParticipant(payload: ParticipantPayload): ActionPayload
  /** Payload: `ParticipantPayload`. */
  UnholdParticipant(payload: ParticipantPayload): ActionPayload
  /** Payload: `ParticipantPayload`. */
  KickParticipant(payload: ParticipantPayload): ActionPayload
  /** Payload: `StartExternalWarmTransferPayload`. */
  StartExternalWarmTransfer(payload: StartExternalWarmTransferPayload): ActionPayload
  /** Payload: `MonitorCallPayload`. */
  MonitorCall(payload: MonitorCallPayload): ActionPayload
  /** Payload: `ToggleDTMFDialpadPayload`. */
  ToggleDTMFDialpad(payload: ToggleDTMFDialpadPayload): ActionPayload
  /** Payload: `DTMFDigitsPayload`. */
  SetDTMFDialpadDigits(payload: DTMFDigitsPayload): ActionPayload
  /** Payload: `DTMFDigitsPayload`. */
  SendDTMFDigits(payload: DTMFDigitsPayload): ActionPayload
  /** Payload: `SetTaskAttributesPayload`. */
  SetTaskAttributes(payload: SetTaskAttributesPayload): ActionPayload
  /** Payload: `TaskOptionsPayload`. */
  DequeueTask(payload: TaskOptionsPayload): ActionPayload
  /** Payload: `RedirectCallTaskPayload`. */
  RedirectCallTask(payload: RedirectCallTaskPayload): ActionPayload
  /** Payload: `IssueCallToWorkerPayload`. */
  IssueCallToWorker(payload: IssueCallToWorkerPayload): ActionPayload
  /** Payload: `TaskOptionsPayload`. */
  UpdateWorkerParticipant(payload: TaskOptionsPayload): ActionPayload
  /** Payload: `TaskOptionsPayload`. */
  UpdateCustomerParticipant(payload: TaskOptionsPayload): ActionPayload
  /** Payload: `SetActivityPayload`. */
  SetActivity(payload: SetActivityPayload): ActionPayload
  /** Payload: `SetWorkerActivityPayload`. */
  SetWorkerActivity(payload: SetWorkerActivityPayload): ActionPayload
  /** Payload: `SetWorkerAttributesPayload`. */
  SetWorkerAttributes(payload: SetWorkerAttributesPayload): ActionPayload
  /** Payload: `UpdateWorkerTokenPayload`. */
  UpdateWorkerToken(payload: UpdateWorkerTokenPayload): ActionPayload
  /** Payload: `LogoutPayload`. */
  Logout(payload?: LogoutPayload): ActionPayload
  /** Payload: `StartOutboundCallPayload`. From use. */
  StartOutboundCall(payload: StartOutboundCallPayload): ActionPayload
  /** Payload: `StartOutboundEmailTaskPayload`. */
  StartOutboundEmailTask(payload: StartOutboundEmailTaskPayload): ActionPayload
  /** Payload: `AddEmailParticipantPayload`. */
  AddEmailParticipant(payload: AddEmailParticipantPayload): ActionPayload
  /** Payload: `RemoveEmailParticipantPayload`. */
  RemoveEmailParticipant(payload: RemoveEmailParticipantPayload): ActionPayload
  /** Payload: `SendMessagePayload`. */
  SendMessage(payload: SendMessagePayload): ActionPayload
  /** Payload: `SendMediaMessagePayload`. */
  SendMediaMessage(payload: SendMediaMessagePayload): ActionPayload
  /** Payload: `SendRichContentMessagePayload`. */
  SendRichContentMessage(payload: SendRichContentMessagePayload): ActionPayload
  /** Payload: `ConversationPayload`. */
  SendTyping(payload: ConversationPayload): ActionPayload
  /** Payload: `ConversationPayload`. */
  DetachFile(payload: ConversationPayload): ActionPayload
  /** Payload: `ConversationPayload`. */
  CancelEmailDraftDebounce(payload: ConversationPayload): ActionPayload
  /** Payload: `SetInputTextPayload`. */
  SetInputText(payload: SetInputTextPayload): ActionPayload
  /** Payload: `AttachFilePayload`. */
  AttachFile(payload: AttachFilePayload): ActionPayload
  /** Payload: `AttachFilesPayload`. */
  AttachFiles(payload: AttachFilesPayload): ActionPayload
  /** Payload: `DownloadMediaPayload`. */
  DownloadMedia(payload: DownloadMediaPayload): ActionPayload
  /** Payload: `ToggleEmailAccordionPayload`. */
  ToggleEmailAccordion(payload: ToggleEmailAccordionPayload): ActionPayload
  /** Payload: `ChannelPayload`. */
  LeaveChannel(payload: ChannelPayload): ActionPayload
  /** Payload: `ChannelPayload`. */
  PauseChannel(payload: ChannelPayload): ActionPayload
  /** Payload: `ChannelPayload`. */
  ResumeChannel(payload: ChannelPayload): ActionPayload
  /** Payload: `EmailTaskPayload`. */
  LeaveEmailConversation(payload: EmailTaskPayload): ActionPayload
  /** Payload: `EmailTaskPayload`. */
  PauseEmailConversation(payload: EmailTaskPayload): ActionPayload
  /** Payload: `ResumeEmailConversationPayload`. */
  ResumeEmailConversation(payload: ResumeEmailConversationPayload): ActionPayload
  /** Payload: `NavigateToViewPayload`. From use. */
  NavigateToView(payload: NavigateToViewPayload): ActionPayload
  /** Payload: `string`. From use. */
  HistoryPush(payload: string): ActionPayload
  /** Payload: `string`. From use. */
  HistoryReplace(payload: string): ActionPayload
  /** Payload: `number`. From use. */
  HistoryGo(payload: number): ActionPayload
  /** No payload. From use. */
  HistoryGoBack(): ActionPayload
  /** No payload. From use. */
  HistoryGoForward(): ActionPayload
  /** No payload. */
  GetPausedChannels(): ActionPayload
  /** No payload. */
  GetPausedEmailConversations(): ActionPayload
  /** No payload. From use. */
  ToggleOutboundDialer(): ActionPayload
  /** No payload. From use. */
  ShowDirectory(): ActionPayload
  /** No payload. From use. */
  HideDirectory(): ActionPayload
  /** Payload: `ToggleSidebarPayload`. */
  ToggleSidebar(payload?: ToggleSidebarPayload): ActionPayload
  /** Payload: `SetComponentStatePayload`. */
  SetComponentState(payload: SetComponentStatePayload): ActionPayload
  /** Payload: `ReloadWindowPayload`. */
  ReloadWindow(payload?: ReloadWindowPayload): ActionPayload
  /** Payload: `TaskPayload`. */
  SelectTaskInSupervisor(payload: TaskPayload): ActionPayload
  /** Payload: `SelectWorkerInSupervisorPayload`. */
  SelectWorkerInSupervisor(payload: SelectWorkerInSupervisorPayload): ActionPayload
  /** Payload: `ApplyTeamsViewFiltersPayload`. */
  ApplyTeamsViewFilters(payload: ApplyTeamsViewFiltersPayload): ActionPayload
  /** Payload: `ApplyTeamsViewSearchPayload`. */
  ApplyTeamsViewSearch(payload: ApplyTeamsViewSearchPayload): ActionPayload
}
