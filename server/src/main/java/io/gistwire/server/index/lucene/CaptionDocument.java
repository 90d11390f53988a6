package io.gistwire.server.index.lucene;

import io.gistwire.server.ledger.GistKey;
import java.nio.charset.StandardCharsets;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;

/** Names of the fields of a caption's document, and the document itself. */
final class CaptionDocument {
  static final String ID = "id";
  static final String TENANT = "tenant";
  static final String NAME = "name";
  static final String POSITION = "position";
  static final String CAPTION = "caption";

  /** 1 for a caption that was inferred from the code; absent for one that was sent. */
  static final String IMPLIED = "implied";

  private CaptionDocument() {}

  static Document of(GistKey key, long position, String caption, boolean isImplied) {
    Document document = new Document();
    document.add(new StringField(ID, id(key), Field.Store.NO));
    document.add(new StringField(TENANT, key.epoch().source().tenant(), Field.Store.NO));
    document.add(new BinaryDocValuesField(NAME, new BytesRef(key.toName())));
    document.add(new NumericDocValuesField(POSITION, position));
    document.add(new TextField(CAPTION, caption, Field.Store.NO));
    if (isImplied) {
      document.add(new NumericDocValuesField(IMPLIED, 1));
    }
    return document;
  }

  static Term idTerm(GistKey key) {
    return new Term(ID, id(key));
  }

  /** The tenant cannot hold a slash, so the id is unique over tenants. */
  private static BytesRef id(GistKey key) {
    String id = key.epoch().source().tenant() + "/" + key.toName();
    return new BytesRef(id.getBytes(StandardCharsets.UTF_8));
  }
}
