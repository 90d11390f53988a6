package io.gistwire.client.session;

/** Carries out what a {@link ClientSessionMachine} decides, in the order in which it decides. */
public interface Effects {
  /** Carries out {@link Effect.Connect}. */
  void connect(Effect.Connect effect);

  /** Carries out {@link Effect.Load}. */
  void load(Effect.Load effect);

  /** Carries out {@link Effect.SendBatch}. */
  void sendBatch(Effect.SendBatch effect);

  /** Carries out {@link Effect.SendSkip}. */
  void sendSkip(Effect.SendSkip effect);

  /** Carries out {@link Effect.SendAnswer}. */
  void sendAnswer(Effect.SendAnswer effect);

  /** Carries out {@link Effect.SendHeartbeat}. */
  void sendHeartbeat(Effect.SendHeartbeat effect);

  /** Carries out {@link Effect.SendClose}. */
  void sendClose(Effect.SendClose effect);

  /** Carries out {@link Effect.Cancel}. */
  void cancel(Effect.Cancel effect);

  /** Carries out {@link Effect.Delivered}. */
  void delivered(Effect.Delivered effect);

  /** Carries out {@link Effect.Lost}. */
  void lost(Effect.Lost effect);

  /** Carries out {@link Effect.Refuse}. */
  void refuse(Effect.Refuse effect);

  /** Carries out {@link Effect.WakeAt}. */
  void wakeAt(Effect.WakeAt effect);

  /** Carries out {@link Effect.Disconnected}. */
  void disconnected(Effect.Disconnected effect);

  /** Carries out {@link Effect.StateChanged}. */
  void stateChanged(Effect.StateChanged effect);

  /** Carries out {@link Effect.Stopped}. */
  void stopped(Effect.Stopped effect);

  /** Carries out {@link Effect.Closed}. */
  void closed(Effect.Closed effect);
}
