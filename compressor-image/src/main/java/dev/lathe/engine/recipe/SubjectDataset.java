package dev.lathe.engine.recipe;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.data.Batches;
import dev.lathe.engine.data.Dataset;
import java.util.List;

/** A data set that says which one it is wherever its files turn out to be damaged. */
record SubjectDataset(Subject subject, Dataset data) implements Dataset {
  @Override
  public long size() {
    return data.size();
  }

  @Override
  public boolean labelled() {
    return data.labelled();
  }

  @Override
  public String digest() {
    return subject.blamed(data::digest);
  }

  @Override
  public Batches batches(int batchSize) {
    Batches batches = subject.blamed(() -> data.batches(batchSize));
    return new Batches() {
      @Override
      public boolean hasNext() {
        return subject.blamed(batches::hasNext);
      }

      @Override
      public Batch next() {
        return subject.blamed(batches::next);
      }

      @Override
      public void close() {
        batches.close();
      }
    };
  }

  @Override
  public List<String> sampleDigests() {
    return subject.blamed(data::sampleDigests);
  }

  @Override
  public void close() {
    data.close();
  }
}
