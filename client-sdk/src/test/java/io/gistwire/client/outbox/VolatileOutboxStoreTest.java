package io.gistwire.client.outbox;

class VolatileOutboxStoreTest extends OutboxStoreContract {
  @Override
  protected OutboxStore open() {
    return new VolatileOutboxStore();
  }

  @Override
  protected OutboxStore openBounded(int maxPhotos) {
    return new VolatileOutboxStore(maxPhotos);
  }

  @Override
  protected boolean isDurable() {
    return false;
  }
}
