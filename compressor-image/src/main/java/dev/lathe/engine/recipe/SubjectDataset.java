package dev.lathe.engine.recipe;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.data.Samples;
import dev.lathe.engine.failure.EngineException;
import java.util.List;
import java.util.OptionalLong;

/** A data set that says which one it is wherever something is wrong with it. */
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
  public boolean targeted() {
    return data.targeted();
  }

  @Override
  public OptionalLong fixedBatch() {
    return data.fixedBatch();
  }

  @Override
  public Samples samples() {
    Samples samples = subject.blamed(data::samples);
    return new Samples() {
      @Override
      public Batch read(long... numbers) {
        return subject.blamed(() -> samples.read(numbers));
      }

      @Override
      public void close() {
        samples.close();
      }
    };
  }

  @Override
  public List<String> sampleDigests() {
    return subject.blamed(data::sampleDigests);
  }

  @Override
  public EngineException blamed(EngineException failure) {
    return subject.named(failure);
  }

  @Override
  public void close() {
    data.close();
  }
}
