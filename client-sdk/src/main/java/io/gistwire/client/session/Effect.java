package io.gistwire.client.session;

import io.gistwire.client.outbox.SkipReason;
import io.gistwire.codec.CodeFingerprint;
import java.util.List;

/** Something that the driver has to do. */
public sealed interface Effect {
  /** Does it. */
  void carryOut(Effects effects);

  /** Start an Exchange and send Open. */
  record Connect(CodeFingerprint fingerprint, long durableThrough) implements Effect {
    @Override
    public void carryOut(Effects effects) {
      effects.connect(this);
    }
  }

  /** Read records from this sequence on and give them back as {@link Event.Loaded}. */
  record Load(long fromSequence, int maxRecords, int maxBytes) implements Effect {
    @Override
    public void carryOut(Effects effects) {
      effects.load(this);
    }
  }

  /** Send these gists as one Batch, then tell {@link Event.Written}. */
  record SendBatch(long first, List<EncodedGist> gists) implements Effect {
    @Override
    public void carryOut(Effects effects) {
      effects.sendBatch(this);
    }

    /** The last sequence. */
    public long last() {
      return first + gists.size() - 1;
    }
  }

  /** Send a Skip. */
  record SendSkip(long first, long last, SkipReason reason) implements Effect {
    @Override
    public void carryOut(Effects effects) {
      effects.sendSkip(this);
    }
  }

  /** Send the layers of {@link Event.AnswerReady} as an Answer, then tell {@link Event.Written}. */
  record SendAnswer(long number, long id) implements Effect {
    @Override
    public void carryOut(Effects effects) {
      effects.sendAnswer(this);
    }
  }

  /** Send a Heartbeat. */
  record SendHeartbeat(long number, long replyTo) implements Effect {
    @Override
    public void carryOut(Effects effects) {
      effects.sendHeartbeat(this);
    }
  }

  /** Send Close and half-close. */
  record SendClose() implements Effect {
    @Override
    public void carryOut(Effects effects) {
      effects.sendClose(this);
    }
  }

  /** Cancel the stream; no {@link Event.Ended} is expected of it. */
  record Cancel(String why) implements Effect {
    @Override
    public void carryOut(Effects effects) {
      effects.cancel(this);
    }
  }

  /** Everything up to here is on the server's disk: complete receipts, trim the outbox. */
  record Delivered(long throughSequence) implements Effect {
    @Override
    public void carryOut(Effects effects) {
      effects.delivered(this);
    }
  }

  /** The server lost these after it had acknowledged them; a Skip(LOST) was sent. */
  record Lost(long first, long last) implements Effect {
    @Override
    public void carryOut(Effects effects) {
      effects.lost(this);
    }
  }

  /** This gist exceeds what the server takes: dead-letter it and drop it from the outbox. */
  record Refuse(long sequence, int bytes, int maxBytes) implements Effect {
    @Override
    public void carryOut(Effects effects) {
      effects.refuse(this);
    }
  }

  /** Send {@link Event.Tick} at this time; replaces earlier ones. */
  record WakeAt(long nanos) implements Effect {
    @Override
    public void carryOut(Effects effects) {
      effects.wakeAt(this);
    }
  }

  /**
   * The connection failed, or an attempt to make one.
   *
   * @param why a clause for people
   * @param retryMillis when the next attempt is made, from now
   */
  record Disconnected(String why, long retryMillis) implements Effect {
    @Override
    public void carryOut(Effects effects) {
      effects.disconnected(this);
    }
  }

  /** The state changed. */
  record StateChanged(SessionState state, String why) implements Effect {
    @Override
    public void carryOut(Effects effects) {
      effects.stateChanged(this);
    }
  }

  /** The session ended for good. */
  record Stopped(boolean fenced, String code, String reason, String message) implements Effect {
    @Override
    public void carryOut(Effects effects) {
      effects.stopped(this);
    }
  }

  /** The session was closed as asked, or gave up closing. */
  record Closed() implements Effect {
    @Override
    public void carryOut(Effects effects) {
      effects.closed(this);
    }
  }
}
