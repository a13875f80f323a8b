// The actions of Flex UI 2.17 and their payloads, for `createActions<FlexActions>()`.
//
// Read off the published type declarations and the registrations of 2.17. What is marked "from use" has no declaration there: it is
// what plugins hand over. Everything is an interface, so that `declare module 'entracte/flex'` can add to it.

import type { ActionPayload } from './types.js'

/**
 * What somebody else has given, and Flex hands on as it is: attributes of tasks and workers, options of calls. `any` and not
 * `unknown`, as in Flex's own declarations: plugins read `task.attributes.customers.name` without a question.
 */
// biome-ignore lint/suspicious/noExplicitAny: plugins that compile with Flex's types have to compile with these
export type Attributes = Record<string, any>

/** A task, with the fields that plugins read. */
export interface Task {
  /** The sid of the reservation. */
  sid: string
  /** The sid of the task behind a reservation. */
  taskSid: string
  /** The kind of task, as in `voice` or `chat`. */
  taskChannelUniqueName: string
  /** Its attributes, as the task router keeps them. */
  attributes: Attributes
  /** How far it is, as in `accepted`. */
  status: string
  /** The call, of a voice task that has one. */
  conference?: unknown
}

/** A worker, with the fields that plugins read. */
export interface Worker {
  /** The sid of the worker. */
  sid: string
  /** Its attributes, as the task router keeps them. */
  attributes: Attributes
}

/** A conversation, with the fields that plugins read. */
export interface Conversation {
  /** The sid of the conversation. */
  sid: string
  /** How far it is, as in `accepted`. */
  status?: string
}

/** A medium of a message. */
export interface Media {
  /** The sid of the medium. */
  sid: string
}

/** Identifies a task. At least one of the two is given; Flex fills in the other before the before listeners run. */
export interface TaskPayload {
  /** The task. */
  task?: Task
  /** The sid of the task’s reservation. */
  sid?: string
}

/** AcceptTask. */
export interface AcceptTaskPayload extends TaskPayload {
  /** Options of the conference that a voice task opens. */
  conferenceOptions?: Attributes
}

/** RejectTask, CompleteTask, WrapupTask, SelectTask, EndVoiceTask, CancelTransfer and StopMonitoringCall. */
export interface TaskReasonPayload extends TaskPayload {
  /** Why. */
  reason?: string
  /** The agent that it is about. */
  agent?: unknown
}

/** TransferTask. */
export interface TransferTaskPayload extends TaskPayload {
  /** The sid of who it goes to, or whom it is about. */
  targetSid: string
  /** Options, as Flex hands them on. */
  options?: Attributes
}

/** UnholdCall. */
export interface UnholdCallPayload extends TaskPayload {
  /** The call sid of the participant. */
  participantCallSid?: string
  /** The address of what is played meanwhile. */
  holdMusicUrl?: string
}

/** HoldCall. */
export interface HoldCallPayload extends UnholdCallPayload {
  /** The HTTP method to fetch that with. */
  holdMusicMethod?: string
}

/** HoldParticipant, UnholdParticipant and KickParticipant. */
export interface ParticipantPayload extends TaskPayload {
  /** The sid of who it goes to, or whom it is about. */
  targetSid?: string
  /** The participant, or what kind of one. */
  participant?: unknown
  /** The address of what is played meanwhile. */
  holdMusicUrl?: string
  /** The HTTP method to fetch that with. */
  holdMusicMethod?: string
}

/** StartExternalWarmTransfer. */
export interface StartExternalWarmTransferPayload extends TaskPayload {
  /** The number that is shown to who is called. */
  callerId: string
  /** The number to call. */
  phoneNumber: string
}

/** MonitorCall. */
export interface MonitorCallPayload extends TaskPayload {
  /** More parameters of the call. */
  extraParams?: Attributes
}

/** ToggleDTMFDialpad. */
export interface ToggleDTMFDialpadPayload extends TaskPayload {
  /** Whether it shall be open; left out, it is toggled. */
  open?: boolean
}

/** SetDTMFDialpadDigits and SendDTMFDigits. */
export interface DTMFDigitsPayload extends TaskPayload {
  /** The digits. */
  digits: string
}

/** SetTaskAttributes. */
export interface SetTaskAttributesPayload extends TaskPayload, SetWorkerAttributesPayload {}

/** DequeueTask, UpdateWorkerParticipant and UpdateCustomerParticipant. */
export interface TaskOptionsPayload extends TaskPayload {
  /** Options, as Flex hands them on. */
  options?: Attributes
}

/** RedirectCallTask. */
export interface RedirectCallTaskPayload extends TaskOptionsPayload {
  /** The sid of the call. */
  callSid: string
  /** The address of what the call does next. */
  twiMLUrl: string
}

/** IssueCallToWorker. */
export interface IssueCallToWorkerPayload extends TaskOptionsPayload {
  /** The number that is shown to who is called. */
  callerId: string
  /** The address of what the call does next. */
  twiMLUrl: string
}

/** Options of SetActivity and SetWorkerActivity. */
export interface SetActivityOptions {
  /** Whether what the worker has not accepted yet is rejected. */
  rejectPendingReservations?: boolean
}

/** SetActivity. One of the first three says which. */
export interface SetActivityPayload {
  /** Any activity that is available, or none that is. */
  activityAvailable?: boolean
  /** The name of the activity. */
  activityName?: string
  /** The sid of the activity. */
  activitySid?: string
  /** Options, as Flex hands them on. */
  options?: SetActivityOptions
}

/** SetWorkerActivity. */
export interface SetWorkerActivityPayload extends SetActivityPayload {
  /** The sid of the worker. */
  workerSid?: string
}

/** SetWorkerAttributes. */
export interface SetWorkerAttributesPayload {
  /** The attributes to set. */
  attributes: Attributes
  /** Whether the other attributes are kept. */
  mergeExisting: boolean
}

/** UpdateWorkerToken. */
export interface UpdateWorkerTokenPayload {
  /** The new token. */
  token: string
}

/** Logout. */
export interface LogoutPayload {
  /** Whether tasks that are open are no reason to stay. */
  forceLogout?: boolean
  /** The sid of the activity. */
  activitySid?: string
}

/** StartOutboundCall; from use. */
export interface StartOutboundCallPayload {
  /** The number or address to reach. */
  destination: string
  /** The sid of the queue. */
  queueSid?: string
  /** The number that is shown to who is called. */
  callerId?: string
  /** The attributes of the task that is made. */
  taskAttributes?: Attributes
}

/** StartOutboundEmailTask. */
export interface StartOutboundEmailTaskPayload {
  /** The number or address to reach. */
  destination: string
  /** The sid of the queue. */
  queueSid?: string
  /** The address that it comes from. */
  from?: string
  /** The name to go with it. */
  fromName?: string
  /** The attributes of the task that is made. */
  taskAttributes?: Attributes
}

/** AddEmailParticipant. */
export interface AddEmailParticipantPayload {
  /** The sid of the conversation. */
  conversationSid: string
  /** The address of the participant. */
  email: string
  /** Whether it is among `to`, `cc` or `bcc`. */
  level: string
  /** The name. */
  name?: string
}

/** RemoveEmailParticipant. */
export interface RemoveEmailParticipantPayload {
  /** The sid of the conversation. */
  conversationSid: string
  /** The sid of the participant. */
  participantSid: string
}

/** Identifies a conversation: SendTyping, DetachFile and CancelEmailDraftDebounce. */
export interface ConversationPayload {
  /** The sid of the conversation. */
  conversationSid?: string
  /** The conversation. */
  conversation?: Conversation
}

/** SendMessage. */
export interface SendMessagePayload extends ConversationPayload {
  /** The text. */
  body: string
  /** The attributes of the message. */
  messageAttributes?: Attributes
  /** The subject, of an email. */
  subject?: string
  /** The files that go with it. */
  attachedFiles?: unknown[]
}

/** SendMediaMessage. */
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
  /** What is put in its place. */
  value: string
}

/** SendRichContentMessage. */
export interface SendRichContentMessagePayload extends ConversationPayload {
  /** The sid of the content template. */
  contentSid: string
  /** What is put in place of its variables. */
  contentVariables?: ContentVariable[]
  /** The attributes of the message. */
  messageAttributes?: Attributes
}

/** SetInputText. */
export interface SetInputTextPayload extends ConversationPayload {
  /** The text. */
  body: string
  /** Where the selection begins. */
  selectionStart?: number
  /** Where the selection ends. */
  selectionEnd?: number
  /** The text as HTML. */
  htmlValue?: string
}

/** AttachFile. */
export interface AttachFilePayload extends ConversationPayload {
  /** The file. */
  file: unknown
}

/** AttachFiles. */
export interface AttachFilesPayload extends ConversationPayload {
  /** The files. */
  files: unknown[]
}

/** DownloadMedia. */
export interface DownloadMediaPayload extends ConversationPayload {
  /** The medium. */
  media: Media
}

/** ToggleEmailAccordion. */
export interface ToggleEmailAccordionPayload extends ConversationPayload {
  /** The id of the accordion. */
  accordionId: string
  /** Whether it shall be open; left out, it is toggled. */
  open?: boolean
}

/** LeaveChannel, PauseChannel and ResumeChannel. */
export interface ChannelPayload {
  /** The sid of the channel. */
  channelSid: string
}

/** LeaveEmailConversation and PauseEmailConversation. */
export interface EmailTaskPayload {
  /** The task. */
  task: Task
}

/** ResumeEmailConversation. */
export interface ResumeEmailConversationPayload extends ChannelPayload {
  /** The sid of the interaction. */
  interactionSid: string
}

/** NavigateToView; from use. */
export interface NavigateToViewPayload {
  /** The name of the view. */
  viewName: string
}

/** ToggleSidebar. */
export interface ToggleSidebarPayload {
  /** Whether it shall be open; left out, it is toggled. */
  open?: boolean
}

/** SetComponentState. */
export interface SetComponentStatePayload {
  /** The name. */
  name: string
  /** The state. */
  state: unknown
}

/** ReloadWindow. */
export interface ReloadWindowPayload {
  /** Whether to log in anew. */
  forceLogin?: boolean
}

/** SelectWorkerInSupervisor. */
export interface SelectWorkerInSupervisorPayload {
  /** The worker. */
  worker?: Worker
  /** The sid of the worker. */
  workerSid?: string
}

/** ApplyTeamsViewFilters. */
export interface ApplyTeamsViewFiltersPayload {
  /** The filters. */
  filters: unknown
  /** A query beside them. */
  extraFilterQuery?: string
}

/** ApplyTeamsViewSearch. */
export interface ApplyTeamsViewSearchPayload {
  /** What to search for. */
  search: string
}

/**
 * The actions of Flex UI 2.17, as a map for `createActions`. Results are not typed: Flex does not say what they are.
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
